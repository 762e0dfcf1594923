package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/** bl09: the view whose stages reach the body. */
@Timeout(30)
class BlockingLinkedTest {
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private TaskFuture<String> body() {
        CountDownLatch running = new CountDownLatch(1);
        TaskFuture<String> task =
                Blocking.supply(
                        () -> {
                            running.countDown();
                            try {
                                mayReturn.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return "body";
                        });
        BlockingTest.awaitQuietly(running);
        return task;
    }

    static Stream<Function<CompletableFuture<String>, CompletableFuture<?>>> derivations() {
        CompletableFuture<String> never = new CompletableFuture<>();
        return Stream.of(
                view -> view,
                view -> view.thenApply(x -> x),
                view -> view.thenApplyAsync(x -> x),
                view -> view.thenAccept(x -> {}),
                view -> view.thenRun(() -> {}),
                view -> view.thenCompose(CompletableFuture::completedFuture),
                view -> view.handle((v, t) -> v),
                view -> view.whenComplete((v, t) -> {}),
                view -> view.exceptionally(t -> "x"),
                view -> view.exceptionallyCompose(t -> never),
                view -> view.thenCombine(never, String::concat),
                view -> view.applyToEither(never, x -> x),
                view -> view.copy(),
                view -> view.thenApply(x -> x).thenCompose(x -> never).handle((v, t) -> v));
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void bl09_linkedStageCancelled_bodyInterrupted(
            Function<CompletableFuture<String>, CompletableFuture<?>> derivation) throws Exception {
        TaskFuture<String> task = body();
        CompletableFuture<?> derived = derivation.apply(Blocking.linked(task));
        assertTrue(derived.cancel(true));
        assertTrue(derived.isCancelled() && task.isCancelled());
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        task.terminated().get(10, TimeUnit.SECONDS);
    }

    @Test
    void bl09_linkedStageCancelledWithFalse_bodyRunsOn() throws Exception {
        TaskFuture<String> task = body();
        assertTrue(Blocking.linked(task).thenApply(x -> x).cancel(false));
        assertTrue(task.isCancelled());
        mayReturn.countDown();
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals(1, interrupted.getCount());
    }

    @Test
    void bl09_linkedStageFailedFromOutside_bodyInterrupted() throws Exception {
        TaskFuture<String> task = body();
        CompletableFuture<String> derived =
                Blocking.linked(task).thenApply(x -> x).orTimeout(1, TimeUnit.MILLISECONDS);
        assertInstanceOf(
                TimeoutException.class,
                assertThrows(ExecutionException.class, () -> derived.get(10, TimeUnit.SECONDS))
                        .getCause());
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertTrue(task.isCancelled());
    }

    @Test
    void bl09_linkedStageFailedBySupplierOfOthers_bodyInterrupted() throws Exception {
        TaskFuture<String> task = body();
        CompletableFuture<String> derived =
                Blocking.linked(task)
                        .thenApply(x -> x)
                        .completeAsync(
                                () -> {
                                    throw new IllegalStateException("outside");
                                });
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, () -> derived.get(10, TimeUnit.SECONDS))
                        .getCause());
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertTrue(task.isCancelled());
    }

    @Test
    void bl09_linkedStageCompletedWithAValue_bodyRunsOn() throws Exception {
        TaskFuture<String> task = body();
        CompletableFuture<String> view = Blocking.linked(task);
        CompletableFuture<String> derived = view.thenApply(x -> x);
        assertTrue(derived.complete("outside"));
        assertFalse(derived.cancel(true), "it is complete");
        assertFalse(derived.completeExceptionally(new IOException()), "it is complete");
        assertFalse(task.isDone());
        mayReturn.countDown();
        assertEquals("body", task.get());
        assertEquals("body", view.get(10, TimeUnit.SECONDS));
        assertEquals("outside", derived.get());
    }

    @Test
    void bl09_linkedStageOfADoneTask_reachesNobody() throws Exception {
        mayReturn.countDown();
        TaskFuture<String> task = body();
        task.terminated().join();
        CompletableFuture<String> waits = new CompletableFuture<>();
        CompletableFuture<String> derived = Blocking.linked(task).thenCompose(x -> waits);
        assertTrue(derived.cancel(true));
        assertEquals("body", task.get());
        assertFalse(waits.isDone());
    }

    @Test
    void bl09_linkedView_endsAsTheTask() throws Exception {
        IOException failure = new IOException();
        TaskFuture<String> failed =
                Blocking.supply(
                        () -> {
                            throw failure;
                        });
        assertSame(
                failure,
                assertThrows(CompletionException.class, () -> Blocking.linked(failed).join())
                        .getCause());
        TaskFuture<String> task = body();
        CompletableFuture<String> view = Blocking.linked(task);
        assertNotSame(view, Blocking.linked(task));
        task.cancel(true);
        assertTrue(view.isCancelled());
        AwaitCompleteTest.assertNamed("task", () -> Blocking.linked(null));
        AwaitCompleteTest.assertNamed("failure", () -> view.completeExceptionally(null));
    }

    @Test
    void bl09_linkedStageOfASpawnedTask_cancelsItsFuture() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("linked").build()) {
            TaskFuture<String> task = bridge.spawn(PollFutures.pending());
            assertTrue(Blocking.linked(task).thenApply(x -> x).cancel(true));
            assertTrue(task.isCancelled());
            task.terminated().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void bl09_dependentWaitsForTheEndOfTheTask_cancelReachesTheBodyFirst() throws Exception {
        TaskFuture<String> task = body();
        CompletableFuture<String> view = Blocking.linked(task);
        CompletableFuture<Void> dependent =
                view.handle(
                        (value, failure) -> {
                            task.terminated().join();
                            return null;
                        });
        assertTrue(view.cancel(true));
        assertTrue(task.isCancelled());
        dependent.get();
        TaskFuture<String> another = body();
        CompletableFuture<String> failed = Blocking.linked(another).thenApply(x -> x);
        CompletableFuture<Void> last =
                failed.handle(
                        (value, failure) -> {
                            another.terminated().join();
                            return null;
                        });
        assertTrue(failed.completeExceptionally(new IOException()));
        assertTrue(another.isCancelled());
        last.get();
    }

    @Test
    void bl09_linkedStageIsObtruded_theTaskIsCancelled() {
        TaskFuture<String> task = body();
        Blocking.linked(task).obtrudeException(new IOException());
        assertTrue(task.isCancelled());
    }

    @Test
    void supplierOfCompleteAsyncFails_dependentsSeeWhatThoseOfTheJdkSee() {
        CompletableFuture<String> linked = Blocking.linked(body());
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        linked.whenComplete((value, failure) -> seen.complete(failure));
        IllegalStateException failure = new IllegalStateException();
        linked.completeAsync(
                () -> {
                    throw failure;
                },
                Runnable::run);
        assertThat(seen.join()).isExactlyInstanceOf(CompletionException.class).hasCause(failure);
    }
}
