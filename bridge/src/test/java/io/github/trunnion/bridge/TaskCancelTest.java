package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Cancel at each moment of a task's life, against each way in which it may end. */
class TaskCancelTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("cancel").uncaughtHandler(uncaught).build();

    enum End {
        PENDING,
        READY,
        THROWING;

        Poll<String> end() throws Exception {
            return switch (this) {
                case PENDING -> Poll.pending();
                case READY -> Poll.ready("value");
                case THROWING -> throw new Exception("failure");
            };
        }
    }

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
        assertThat(uncaught.all()).isEmpty();
    }

    private static void assertCounts(Probe<?> probe, int polls, int cancels, int discards) {
        assertThat(probe.faults).isEmpty();
        assertThat(probe.polls).hasValue(polls);
        assertThat(probe.cancels).hasValue(cancels);
        assertThat(probe.discards).hasSize(discards);
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancelBeforeTheFirstPoll_cancelledUnpolled(End end) throws Exception {
        Probe<String> probe = new Probe<>(cx -> end.end());
        TaskFuture<String> task;
        try (Held held = Held.on(executor)) {
            task = executor.spawn(probe);
            assertThat(task.cancel(true)).isTrue();
            assertThat(task.cancel(false)).isTrue();
            assertThat(task.isCancelled()).isTrue();
            assertThat(task.terminated()).isNotDone();
        }
        task.terminated().join();
        assertCounts(probe, 0, 1, 0);
        assertThat(probe.cancelledBy).isNotSameAs(Thread.currentThread());
        assertThatThrownBy(task::get).isExactlyInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancelDuringAPoll_afterThatPollTheFutureIsCancelledOrItsValueDiscarded(End end)
            throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe<String> probe =
                new Probe<>(
                        cx -> {
                            release.await();
                            return end.end();
                        });
        TaskFuture<String> task = executor.spawn(probe);
        probe.polled.await();
        assertThat(task.cancel(true)).isTrue();
        assertThat(task.isDone()).isTrue();
        assertThat(task.terminated()).isNotDone();
        release.countDown();
        task.terminated().join();
        assertCounts(probe, 1, end == End.PENDING ? 1 : 0, end == End.READY ? 1 : 0);
        assertThat(task.state()).isEqualTo(State.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancelByTheTaskItselfInsideItsPoll_asAnyCancel(End end) throws Exception {
        List<TaskFuture<String>> self = new ArrayList<>();
        CountDownLatch known = new CountDownLatch(1);
        Probe<String> probe =
                new Probe<>(
                        cx -> {
                            known.await();
                            self.getFirst().cancel(true);
                            return end.end();
                        });
        self.add(executor.spawn(probe));
        known.countDown();
        self.getFirst().terminated().join();
        assertCounts(probe, 1, end == End.PENDING ? 1 : 0, end == End.READY ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancelWhilePending_cancelledOnItsCarrierAndNeverPolledAgain(End end) throws Exception {
        Probe<String> probe = new Probe<>();
        TaskFuture<String> task = executor.spawn(probe);
        probe.polled.await();
        // a task behind it has run: the poll has returned
        executor.spawn(cx -> Poll.ready(end)).get();
        assertThat(task.cancel(true)).isTrue();
        task.terminated().join();
        probe.wake();
        executor.spawn(cx -> Poll.ready(end)).get();
        assertCounts(probe, 1, 1, 0);
        assertThat(probe.cancelledBy).isNotSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource(names = {"READY", "THROWING"})
    void f07_cancelAfterTheEnd_refusedAndUnseenByTheFuture(End end) throws Exception {
        Probe<String> probe = new Probe<>(cx -> end.end());
        TaskFuture<String> task = executor.spawn(probe);
        task.terminated().join();
        assertThat(task.cancel(true)).isFalse();
        assertThat(task.isCancelled()).isFalse();
        probe.wake();
        executor.spawn(cx -> Poll.ready(end)).get();
        assertCounts(probe, 1, 0, 0);
        if (end == End.READY) {
            assertThat(task.join()).isEqualTo("value");
        } else {
            assertThatThrownBy(task::join)
                    .isExactlyInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessage("failure");
        }
    }

    @Test
    void f07_cancelDuringASelfWake_theQueuedTaskIsCancelled() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe<String> probe =
                new Probe<>(
                        cx -> {
                            cx.waker().wake();
                            release.await();
                            return Poll.pending();
                        });
        TaskFuture<String> task = executor.spawn(probe);
        probe.polled.await();
        task.cancel(true);
        release.countDown();
        task.terminated().join();
        assertCounts(probe, 1, 1, 0);
    }

    /** A cancel meets the carrier anywhere between its look at the outcome and the poll. */
    @Test
    void f07_cancelAroundTheFirstPoll_everyFutureIsCancelledOnce() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            Probe<String> probe = new Probe<>();
            TaskFuture<String> task = executor.spawn(probe);
            for (int spin = i % 128; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            task.cancel(true);
            task.terminated().get(10, TimeUnit.SECONDS);
            assertThat(probe.faults).isEmpty();
            assertThat(probe.cancels).hasValue(1);
        }
    }

    @Test
    void f07_cancelBesideAWake_everyFutureIsCancelledOnce() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Probe<String> probe = new Probe<>();
            TaskFuture<String> task = executor.spawn(probe);
            probe.wake();
            for (int spin = i % 128; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            task.cancel(true);
            task.terminated().get(10, TimeUnit.SECONDS);
            assertThat(probe.faults).isEmpty();
            assertThat(probe.cancels).hasValue(1);
        }
    }

    @Test
    void e04_cancelThatThrows_reportedAndTheTaskIsTerminated() throws Exception {
        Uncaught told = new Uncaught();
        try (BridgeExecutor other =
                BridgeExecutor.builder().name("throwing").uncaughtHandler(told).build()) {
            Probe<String> probe =
                    new Probe<>() {
                        @Override
                        public void cancel() {
                            super.cancel();
                            throw new IllegalStateException("cancel");
                        }
                    };
            TaskFuture<String> task = other.spawn(probe);
            probe.polled.await();
            task.cancel(true);
            task.terminated().join();
            assertThat(told.all()).singleElement().satisfies(t -> hasMessage(t, "cancel"));
            assertThat(other.spawn(cx -> Poll.ready("goes on")).get()).isEqualTo("goes on");
        }
    }

    @Test
    void e04_onDiscardThatThrows_reportedAndTheTaskIsTerminated() throws Exception {
        Uncaught told = new Uncaught();
        CountDownLatch release = new CountDownLatch(1);
        try (BridgeExecutor other =
                BridgeExecutor.builder().name("throwing").uncaughtHandler(told).build()) {
            Probe<String> probe =
                    new Probe<>(
                            cx -> {
                                release.await();
                                return Poll.ready("unwanted");
                            }) {
                        @Override
                        public void onDiscard(String value) {
                            throw new IllegalStateException("discard " + value);
                        }
                    };
            TaskFuture<String> task = other.spawn(probe);
            probe.polled.await();
            task.cancel(true);
            release.countDown();
            task.terminated().join();
            assertThat(told.all())
                    .singleElement()
                    .satisfies(t -> hasMessage(t, "discard unwanted"));
        }
    }

    private static void hasMessage(Throwable thrown, String message) {
        assertThat(thrown).hasMessage(message);
    }

    @Test
    void e06_manyCancellers_oneCancelOfTheFuture() throws Exception {
        for (int round = 0; round < 200; round++) {
            Probe<String> probe = new Probe<>();
            TaskFuture<String> task = executor.spawn(probe);
            AtomicInteger won = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(
                        Thread.startVirtualThread(
                                () -> {
                                    if (task.cancel(true)) {
                                        won.incrementAndGet();
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            task.terminated().join();
            assertThat(won).hasValue(4);
            assertThat(probe.cancels).hasValue(1);
            assertThat(probe.faults).isEmpty();
        }
    }

    @Test
    void f07_terminated_isANewStageAtEachCallAndCompletingItChangesNothing() throws Exception {
        Probe<String> probe = new Probe<>();
        TaskFuture<String> task = executor.spawn(probe);
        assertThat(task.terminated().complete(null)).isTrue();
        assertThat(task.terminated().cancel(true)).isTrue();
        assertThat(task.terminated()).isNotDone();
        assertThat(task.isDone()).isFalse();
        var before = task.terminated();
        task.cancel(true);
        before.join();
        assertThat(task.terminated()).isCompleted();
        assertCounts(probe, probe.polls.get(), 1, 0);
    }

    @Test
    void f07_terminated_comesAfterTheFuturesCancel() throws Exception {
        AtomicReference<TaskFuture<Integer>> task = new AtomicReference<>();
        AtomicReference<Boolean> seen = new AtomicReference<>();
        Probe<Integer> probe =
                new Probe<>() {
                    @Override
                    public void cancel() {
                        seen.set(task.get().terminated().isDone());
                        super.cancel();
                    }
                };
        task.set(executor.spawn(probe));
        probe.polled.await();
        task.get().cancel(true);
        task.get().terminated().join();
        assertThat(seen.get()).isFalse();
    }

    @Test
    void e10_dependentThatBlocksTheCanceller_theFutureIsCancelledMeanwhile() throws Exception {
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        var unused =
                task.toCompletableFuture()
                        .whenComplete(
                                (value, failure) -> {
                                    blocked.countDown();
                                    boolean released = false;
                                    while (!released) {
                                        try {
                                            never.await();
                                            released = true;
                                        } catch (InterruptedException ignored) {
                                            // the test ends it
                                        }
                                    }
                                });
        Thread canceller = Thread.ofPlatform().start(() -> task.cancel(true));
        try {
            blocked.await();
            await().until(() -> probe.cancels.get() == 1);
        } finally {
            never.countDown();
            canceller.join();
        }
    }
}
