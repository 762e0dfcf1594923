package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** bl06: the view of a task, completed from outside. */
@Timeout(30)
class BlockingViewTest {

    static Stream<Consumer<CompletableFuture<String>>> completions() {
        return Stream.of(
                view -> assertTrue(view.complete("outside")),
                view -> view.completeAsync(() -> "outside"),
                view -> view.completeAsync(() -> "outside", Runnable::run),
                view -> view.completeOnTimeout("outside", 5, TimeUnit.MILLISECONDS),
                view -> view.obtrudeValue("outside"));
    }

    /** Runs until it is interrupted. */
    private static final class Body {
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        String run() {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "body";
        }
    }

    @ParameterizedTest
    @MethodSource("completions")
    void bl06_viewCompleted_valueWinsThere_bodyInterrupted(
            Consumer<CompletableFuture<String>> completion) throws Exception {
        Body body = new Body();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.running.await();
        CompletableFuture<String> view = task.toCompletableFuture();
        completion.accept(view);
        assertEquals("outside", view.get(10, TimeUnit.SECONDS));
        assertTrue(body.interrupted.await(10, TimeUnit.SECONDS));
        task.terminated().get(10, TimeUnit.SECONDS);
        assertTrue(task.isCancelled());
        assertThrows(CancellationException.class, task::get);
        assertEquals("outside", view.join());
        assertFalse(view.complete("second"));
        assertFalse(task.toCompletableFuture().isCancelled());
    }

    @Test
    void bl06_viewFailed_failureWinsThere_bodyInterrupted() throws Exception {
        for (Consumer<CompletableFuture<String>> completion :
                Stream.<Consumer<CompletableFuture<String>>>of(
                                view -> view.completeExceptionally(new IOException()),
                                view -> view.obtrudeException(new IOException()),
                                view -> view.orTimeout(5, TimeUnit.MILLISECONDS),
                                view ->
                                        view.completeAsync(
                                                () -> {
                                                    throw new IllegalStateException();
                                                }))
                        .toList()) {
            Body body = new Body();
            TaskFuture<String> task = Blocking.supply(body::run);
            body.running.await();
            CompletableFuture<String> view = task.toCompletableFuture();
            completion.accept(view);
            assertTrue(body.interrupted.await(10, TimeUnit.SECONDS));
            assertThrows(Exception.class, () -> view.get(10, TimeUnit.SECONDS));
            assertTrue(view.isCompletedExceptionally() && !view.isCancelled());
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void bl06_completeAsync_submitsWhatTheJdkMarks_doneView_doesNotAskTheSupplier() {
        AtomicInteger asked = new AtomicInteger();
        Queue<Runnable> queue = new ArrayDeque<>();
        CompletableFuture<Integer> view =
                Blocking.<Integer>supply(
                                () -> {
                                    new CountDownLatch(1).await();
                                    return 1;
                                })
                        .toCompletableFuture();
        view.completeAsync(asked::incrementAndGet, queue::add);
        assertInstanceOf(CompletableFuture.AsynchronousCompletionTask.class, queue.peek());
        view.complete(5);
        queue.remove().run();
        assertEquals(0, asked.get());
        assertEquals(5, view.join());
    }

    @Test
    void bl06_viewCancelled_cancelsTheTask_asTold() throws Exception {
        Body body = new Body();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.running.await();
        CompletableFuture<String> view = task.toCompletableFuture();
        assertTrue(view.cancel(false));
        assertTrue(view.isCancelled() && task.isCancelled());
        assertEquals(1, body.interrupted.getCount());
        assertTrue(task.cancel(true));
        assertTrue(body.interrupted.await(10, TimeUnit.SECONDS));
    }

    @Test
    void bl06_viewCompletedBeforeStart_bodyNeverRuns() throws Exception {
        Queue<Runnable> queue = new ArrayDeque<>();
        TaskFuture<String> task =
                Blocking.on((Executor) queue::add)
                        .supply(
                                () -> {
                                    throw new AssertionError("ran");
                                });
        assertTrue(task.toCompletableFuture().complete("outside"));
        assertTrue(task.terminated().isDone());
        queue.remove().run();
        assertEquals("outside", task.toCompletableFuture().get());
    }

    @Test
    void bl06_viewCompletedAfterTheTask_isTooLate() throws Exception {
        TaskFuture<String> task = Blocking.supply(() -> "body");
        task.get();
        CompletableFuture<String> view = task.toCompletableFuture();
        assertFalse(view.complete("outside"));
        assertFalse(view.completeExceptionally(new TimeoutException()));
        assertFalse(view.cancel(true));
        assertEquals("body", view.get());
    }

    /** As of a CompletableFuture: who is told that it came too late can have the result. */
    @Test
    void bl06_viewCompletedOrCancelledBetweenTheTaskAndTheView_isDoneWithTheOutcomeOfTheTask()
            throws Exception {
        for (Function<CompletableFuture<String>, Boolean> attempt :
                List.<Function<CompletableFuture<String>, Boolean>>of(
                        view -> view.complete("outside"),
                        view -> view.completeExceptionally(new IOException()),
                        view -> view.cancel(true))) {
            CountDownLatch open = new CountDownLatch(1);
            TaskFuture<String> task =
                    Blocking.supply(
                            () -> {
                                open.await();
                                return "body";
                            });
            CompletableFuture<String> view = task.toCompletableFuture();
            CompletableFuture<String> seen =
                    task.directCompletion()
                            .thenApply(x -> attempt.apply(view) ? "won" : view.resultNow())
                            .toCompletableFuture();
            open.countDown();
            assertEquals("body", seen.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void bl06_viewCancelledBetweenTheCancelOfTheTaskAndTheView_isCancelled() throws Exception {
        TaskFuture<String> task = Blocking.supply(new Body()::run);
        CompletableFuture<String> view = task.toCompletableFuture();
        CompletableFuture<Boolean> seen =
                task.directCompletion()
                        .handle((x, failure) -> view.cancel(true) && view.isCancelled())
                        .toCompletableFuture();
        task.cancel(true);
        assertTrue(seen.get(10, TimeUnit.SECONDS));
    }

    /** As of a CompletableFuture: cancel returns whether it is cancelled now. */
    @Test
    void bl06_bodyThrowsACancellationException_cancelOfTheViewTellsThatItIsCancelled()
            throws Exception {
        TaskFuture<String> task =
                Blocking.supply(
                        () -> {
                            throw new CancellationException();
                        });
        CompletableFuture<String> view = task.toCompletableFuture();
        assertThrows(CancellationException.class, () -> view.get(10, TimeUnit.SECONDS));
        assertTrue(view.isCancelled());
        assertTrue(view.cancel(true));
    }

    @Test
    void bl06_manyCompleteTheView_oneWins() throws Exception {
        Rounds rounds = new Rounds();
        while (rounds.next() && rounds.round() < 2_000) {
            TaskFuture<Integer> task = Blocking.supply(() -> -1);
            CompletableFuture<Integer> view = task.toCompletableFuture();
            var rival = ThreadKind.PLATFORM.start(() -> view.complete(1));
            boolean mine = view.complete(2);
            boolean theirs = rival.value();
            int expected = mine ? 2 : theirs ? 1 : -1;
            assertFalse(mine && theirs);
            assertEquals(expected, view.get());
            assertEquals(expected != -1, task.isCancelled());
        }
    }
}
