package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The stages of a task: the view, the direct one, and their dependents. */
class StageViewTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("results").uncaughtHandler(uncaught).build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
    }

    private TaskFuture<Integer> pending() {
        return executor.spawn(new Probe<>());
    }

    @Test
    void st06_view_isTheSameObjectAtEachCallAndDirectOnesAreNew() {
        TaskFuture<Integer> task = pending();
        assertThat(task.toCompletableFuture()).isSameAs(task.toCompletableFuture());
        assertThat(task.directCompletion()).isNotSameAs(task.directCompletion());
        assertThat((Object) task).isNotInstanceOf(CompletableFuture.class);
    }

    @Test
    void st06_viewCompletedOrCancelledFromOutside_winsInTheViewAndCancelsTheTask()
            throws Exception {
        for (int how = 0; how < 4; how++) {
            Probe<Integer> probe = new Probe<>();
            TaskFuture<Integer> task = executor.spawn(probe);
            probe.polled.await();
            CompletableFuture<Integer> view = task.toCompletableFuture();
            switch (how) {
                case 0 -> view.complete(5);
                case 1 -> view.cancel(true);
                case 2 -> view.completeExceptionally(new Exception("outside"));
                default -> view.orTimeout(1, TimeUnit.MILLISECONDS);
            }
            task.terminated().join();
            assertThat(task.isCancelled()).isTrue();
            assertThat(probe.cancels).hasValue(1);
            await().until(view::isDone); // orTimeout cancels the task first, on a thread of its own
            if (how == 0) {
                assertThat(view.join()).isEqualTo(5);
            }
        }
    }

    @Test
    void st06_dependentOrDirectStageCancelled_doesNotReachTheTask() throws Exception {
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        task.thenApply(v -> v).toCompletableFuture().cancel(true);
        task.directCompletion().toCompletableFuture().cancel(true);
        task.terminated().cancel(true);
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        assertThat(task.isDone()).isFalse();
        assertThat(probe.cancels).hasValue(0);
    }

    @Test
    void st07_dependents_runOffTheCarrierAndAsyncOnesOnVirtualThreadsOfTheDefaultScheduler()
            throws Exception {
        CompletableFuture<Thread> plain;
        CompletableFuture<Thread> async;
        CompletableFuture<Thread> chained;
        try (Held held = Held.on(executor)) {
            TaskFuture<Integer> task = executor.spawn(cx -> Poll.ready(1));
            plain = task.thenApply(v -> Thread.currentThread()).toCompletableFuture();
            async = task.thenApplyAsync(v -> Thread.currentThread()).toCompletableFuture();
            chained =
                    task.thenApply(v -> v)
                            .thenApplyAsync(v -> Thread.currentThread())
                            .toCompletableFuture();
        }
        assertThat(plain.get().getName()).doesNotStartWith("results");
        assertThat(async.get().isVirtual()).isTrue();
        assertThat(chained.get().isVirtual()).isTrue();
    }

    @Test
    void st07_allOfAndThenComposeWithForeignStages_work() throws Exception {
        TaskFuture<Integer> one = executor.spawn(cx -> Poll.ready(1));
        TaskFuture<Integer> two = executor.spawn(cx -> Poll.ready(2));
        CompletableFuture.allOf(one.toCompletableFuture(), two.toCompletableFuture()).get();
        assertThat(one.thenCombine(two, Integer::sum).toCompletableFuture().get()).isEqualTo(3);
        assertThat(CompletableFuture.completedFuture(5).thenCompose(v -> two).get()).isEqualTo(2);
    }

    @Test
    void st07_directCompletionOfADoneTask_completesAtOnceOnTheCaller() throws Exception {
        TaskFuture<Integer> task = executor.spawn(cx -> Poll.ready(1));
        task.get();
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        var unused = task.directCompletion().thenRun(() -> ranOn.set(Thread.currentThread()));
        assertThat(ranOn.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void st07_viewsBesideCompletion_noDependentIsLost() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            TaskFuture<Integer> task = executor.spawn(cx -> Poll.ready(1));
            assertThat(task.thenApply(v -> v + 1).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(2);
            task.terminated().get(10, TimeUnit.SECONDS);
        }
    }

    /** It is completed inside of the completion of the task, by the same thread. */
    @Test
    void st07_directCompletionOfAPendingTask_seesTheValue() throws Exception {
        AtomicReference<Boolean> open = new AtomicReference<>(false);
        Probe<Integer> probe = new Probe<>(cx -> open.get() ? Poll.ready(5) : Poll.pending());
        TaskFuture<Integer> task = executor.spawn(probe);
        CompletableFuture<Integer> seen = task.directCompletion().toCompletableFuture();
        probe.polled.await();
        open.set(true);
        probe.wake();
        assertThat(seen.get()).isEqualTo(5);
    }

    /** Dependents of the direct stage run between the end of the task and that of its view. */
    @Test
    void st06_viewCompletedFromOutsideAfterTheTaskHasItsValue_keepsThatOfTheTask()
            throws Exception {
        AtomicReference<Boolean> open = new AtomicReference<>(false);
        Probe<Integer> probe = new Probe<>(cx -> open.get() ? Poll.ready(1) : Poll.pending());
        TaskFuture<Integer> task = executor.spawn(probe);
        AtomicReference<CompletableFuture<Integer>> view = new AtomicReference<>();
        CompletableFuture<Boolean> won =
                task.directCompletion()
                        .thenApply(v -> view.get().complete(7))
                        .toCompletableFuture();
        view.set(task.toCompletableFuture());
        probe.polled.await();
        open.set(true);
        probe.wake();
        assertThat(won.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(view.get().get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    /** As of a CompletableFuture: who is told that it came too late can have the result. */
    @Test
    void st06_viewCompletedOrCancelledFromOutsideTooLate_isDoneWithTheOutcomeOfTheTask()
            throws Exception {
        for (int how = 0; how < 3; how++) {
            int attempt = how;
            AtomicReference<Boolean> open = new AtomicReference<>(false);
            Probe<Integer> probe = new Probe<>(cx -> open.get() ? Poll.ready(1) : Poll.pending());
            TaskFuture<Integer> task = executor.spawn(probe);
            CompletableFuture<Integer> view = task.toCompletableFuture();
            CompletableFuture<Integer> seen =
                    task.directCompletion()
                            .thenApply(
                                    v -> {
                                        boolean won =
                                                switch (attempt) {
                                                    case 0 -> view.complete(7);
                                                    case 1 -> view.cancel(true);
                                                    default ->
                                                            view.completeExceptionally(
                                                                    new Exception("outside"));
                                                };
                                        return won ? null : view.resultNow();
                                    })
                            .toCompletableFuture();
            probe.polled.await();
            open.set(true);
            probe.wake();
            assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    /** It has cancelled the task, whose direct stage tells that before the view is completed. */
    @Test
    void st06_viewCompletedTwiceFromOutside_theFirstToComeToItWins() throws Exception {
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        CompletableFuture<Integer> view = task.toCompletableFuture();
        CompletableFuture<Boolean> inside =
                task.directCompletion()
                        .handle((v, cancelled) -> view.complete(7))
                        .toCompletableFuture();
        assertThat(view.complete(5)).isFalse();
        assertThat(inside.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(view.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertThat(probe.cancels).hasValue(1);
    }

    @Test
    void st06_completeAsyncWhoseSupplierThrows_failsAsAStageOfTheJdk() {
        CompletionException own = new CompletionException(new Exception("own"));
        IllegalStateException thrown = new IllegalStateException("thrown");
        CompletableFuture<Integer> view = pending().toCompletableFuture();
        view.completeAsync(
                () -> {
                    throw thrown;
                },
                Runnable::run);
        assertThat(view.handle((v, failure) -> failure).join())
                .isExactlyInstanceOf(CompletionException.class)
                .hasCause(thrown);
        view = pending().toCompletableFuture();
        view.completeAsync(
                () -> {
                    throw own;
                },
                Runnable::run);
        assertThat(view.handle((v, failure) -> failure).join()).isSameAs(own);
    }

    @Test
    void st06_completeAsyncOfADoneView_doesNotAskTheSupplier() {
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<Runnable> submitted = new AtomicReference<>();
        CompletableFuture<Integer> view = pending().toCompletableFuture();
        view.completeAsync(asked::incrementAndGet, submitted::set);
        assertThat(submitted.get())
                .isInstanceOf(CompletableFuture.AsynchronousCompletionTask.class);
        view.complete(5);
        submitted.get().run();
        assertThat(asked).hasValue(0);
        assertThat(view.join()).isEqualTo(5);
    }

    @Test
    void st06_viewAskedForByThreadsAtOnce_isOneObject() throws Exception {
        for (int i = 0; i < 500; i++) {
            TaskFuture<Integer> task = executor.spawn(new Probe<>());
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Object> other = new CompletableFuture<>();
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                try {
                                    start.await();
                                    other.complete(task.toCompletableFuture());
                                } catch (Throwable thrown) {
                                    other.completeExceptionally(thrown);
                                }
                            });
            start.await(10, TimeUnit.SECONDS);
            CompletableFuture<Integer> view = task.toCompletableFuture();
            assertThat(other.get(10, TimeUnit.SECONDS)).isNotNull().isSameAs(view);
            task.cancel(true);
        }
    }
}
