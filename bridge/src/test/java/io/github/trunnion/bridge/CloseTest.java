package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** The ways in which an executor ends; nothing stays in limbo. */
class CloseTest {
    private final Uncaught uncaught = new Uncaught();

    private BridgeExecutor open(String name) {
        return BridgeExecutor.builder().name(name).uncaughtHandler(uncaught).build();
    }

    private static Thread closing(BridgeExecutor executor) {
        return Thread.ofPlatform().start(executor::close);
    }

    private static void awaitDraining(BridgeExecutor executor) {
        await().until(() -> !executor.toString().contains("open"));
    }

    @Test
    void e06_closeWhileParkedPlainly_endsAndIsIdempotent() throws Exception {
        BridgeExecutor executor = open("plain");
        await().until(() -> executor.counters().parksPlain() == 1);
        assertThat(executor.isClosed()).isFalse();
        executor.close();
        assertThat(executor.isClosed()).isTrue();
        executor.close();
        executor.close(Duration.ZERO);
        executor.close(Duration.ofDays(1));
        assertThat(executor.isClosed()).isTrue();
    }

    @Test
    void e06_closeWhileParkedInAHook_ends() throws Exception {
        BridgeExecutor executor = open("hooked");
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        executor.close();
        assertThat(executor.isClosed()).isTrue();
        assertThat(hook.closes).hasValue(1);
    }

    @Test
    void e06_close_waitsForPendingTasksLikeAnExecutorService() throws Exception {
        BridgeExecutor executor = open("waits");
        Probe<Integer> probe = new Probe<>(cx -> Poll.pending());
        CountDownLatch ready = new CountDownLatch(1);
        TaskFuture<Integer> task =
                executor.spawn(
                        cx -> {
                            probe.poll(cx);
                            return ready.getCount() == 0 ? Poll.ready(1) : Poll.pending();
                        });
        probe.polled.await();
        Thread closer = closing(executor);
        awaitDraining(executor);
        assertThat(executor.isClosed()).isFalse();
        assertThat(closer.isAlive()).isTrue();
        ready.countDown();
        probe.wake();
        closer.join();
        assertThat(task.get()).isEqualTo(1);
        assertThat(executor.isClosed()).isTrue();
    }

    @Test
    void e06_afterClose_spawnAndExecuteAreRejectedNamingExecutorAndPhase() throws Exception {
        BridgeExecutor executor = open("rejects");
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        Thread closer = closing(executor);
        awaitDraining(executor);
        assertThatThrownBy(() -> executor.spawn(new Probe<>()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("spawn", "rejects", "draining");
        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("execute", "rejects", "draining");
        task.cancel(true);
        closer.join();
        assertThatThrownBy(() -> executor.spawn(new Probe<>()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("rejects", "closed");
    }

    @Test
    void e06_spawnHereWhileDraining_rejected() throws Exception {
        BridgeExecutor executor = open("here");
        Probe<Throwable> probe =
                new Probe<>(
                        cx -> {
                            if (executor.toString().contains("open")) {
                                return Poll.pending();
                            }
                            try {
                                BridgeExecutor.spawnHere(new Probe<>());
                                return Poll.ready(null);
                            } catch (RejectedExecutionException e) {
                                return Poll.ready(e);
                            }
                        });
        TaskFuture<Throwable> task = executor.spawn(probe);
        probe.polled.await();
        Thread closer = closing(executor);
        awaitDraining(executor);
        probe.wake();
        assertThat(task.get()).hasMessageContainingAll("spawnHere", "here", "draining");
        closer.join();
    }

    @Test
    void e06_interruptOfTheWaiter_cancelsTheTasksAndKeepsTheFlag() throws Exception {
        BridgeExecutor executor = open("interrupt");
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread closer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    executor.close();
                                    flag.set(Thread.currentThread().isInterrupted());
                                });
        awaitDraining(executor);
        closer.interrupt();
        closer.join();
        assertThat(flag.get()).isTrue();
        assertThat(executor.isClosed()).isTrue();
        assertThat(probe.cancels).hasValue(1);
        assertThatThrownBy(task::get)
                .isInstanceOf(BridgeClosedException.class)
                .hasMessageContaining("interrupt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H", "PT0.05S"})
    void e06_closeWithGrace_cancelsWhatIsLeft(Duration grace) throws Exception {
        BridgeExecutor executor = open("grace");
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        executor.close(grace);
        assertThat(executor.isClosed()).isTrue();
        assertThat(probe.cancels).hasValue(1);
        assertThat(probe.faults).isEmpty();
        assertThatThrownBy(task::join).isInstanceOf(BridgeClosedException.class);
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void e06_closeWithTheLongestGrace_waitsForTheTasks() throws Exception {
        BridgeExecutor executor = open("long");
        TaskFuture<?> task = executor.spawn(PollFutures.sleep(Duration.ofMillis(20)));
        executor.close(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(task.state()).isEqualTo(java.util.concurrent.Future.State.SUCCESS);
    }

    @Test
    void e06_closeWithGraceWhileACarrierIsStuck_reportedAndReturns() throws Exception {
        BridgeExecutor executor = open("stuck");
        try (Held held = Held.on(executor)) {
            executor.close(Duration.ZERO);
            assertThat(executor.isClosed()).isFalse();
            assertThat(uncaught.all())
                    .singleElement()
                    .satisfies(
                            t -> {
                                assertThat(t).hasMessageContainingAll("stuck", "does not end");
                                assertThat(t.getStackTrace())
                                        .anyMatch(f -> f.getMethodName().equals("hold"));
                            });
        }
        executor.close();
        assertThat(executor.isClosed()).isTrue();
    }

    @Test
    void e06_interruptWhileCloseWithGraceWaitsForCancels_doesNotReportAStuckCarrier()
            throws Exception {
        BridgeExecutor executor = open("patient");
        Thread closer;
        try (Held held = Held.on(executor)) {
            closer = Thread.ofPlatform().start(() -> executor.close(Duration.ofSeconds(30)));
            awaitDraining(executor);
            closer.interrupt();
            await().until(() -> executor.toString().contains("cancelling"));
            closer.interrupt();
            await().during(Duration.ofMillis(100)).until(() -> uncaught.all().isEmpty());
        }
        closer.join();
        assertThat(uncaught.all()).isEmpty();
        assertThat(executor.isClosed()).isTrue();
    }

    @Test
    void e06_closeFromWithinATask_beginsAndReturnsAndTheTaskEndsByItself() throws Exception {
        BridgeExecutor executor = open("within");
        TaskFuture<String> task =
                executor.spawn(
                        cx -> {
                            executor.close();
                            return Poll.ready(executor.toString());
                        });
        assertThat(task.get()).contains("draining");
        await().until(executor::isClosed);
        executor.close();
    }

    @Test
    void e06_closeWithGraceFromWithinATask_tasksAreCancelledWhenTheTimeIsOver() throws Exception {
        BridgeExecutor executor = open("within");
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> pending = executor.spawn(probe);
        executor.execute(() -> executor.close(Duration.ofMillis(20)));
        pending.terminated().join();
        assertThat(pending.isCancelled()).isTrue();
        await().until(executor::isClosed);
        assertThat(probe.cancels).hasValue(1);
    }

    @Test
    void e06_closeOnACarrierOfAnotherExecutor_beginsAndReturns() throws Exception {
        BridgeExecutor executor = open("closed");
        Probe<Integer> probe = new Probe<>();
        executor.spawn(probe);
        try (BridgeExecutor other = open("closer")) {
            other.spawn(
                            cx -> {
                                executor.close();
                                executor.close(Duration.ZERO);
                                return Poll.ready(null);
                            })
                    .get();
        }
        await().until(executor::isClosed);
        assertThat(probe.cancels).hasValue(1);
    }

    @Test
    void e06_sharedExecutor_closeHasNoEffect() throws Exception {
        BridgeExecutor shared = BridgeExecutor.shared();
        shared.close();
        shared.close(Duration.ZERO);
        assertThat(shared.isClosed()).isFalse();
        assertThat(shared.<Integer>spawn(cx -> Poll.ready(1)).get()).isEqualTo(1);
        assertThat(BridgeExecutor.shared()).isSameAs(shared);
        assertThat(shared.<Boolean>spawn(cx -> Poll.ready(Thread.currentThread().isDaemon())).get())
                .isTrue();
    }

    @Test
    void e06_clockThatThrows_reportedAndNoTaskInLimbo() throws Exception {
        ManualClock clock =
                new ManualClock() {
                    @Override
                    public long nanoTime() {
                        if (super.nanoTime() > 0) {
                            throw new IllegalStateException("clock");
                        }
                        return 0;
                    }
                };
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name("clock")
                        .clock(clock)
                        .uncaughtHandler(uncaught)
                        .build();
        TaskFuture<?> sleeping = executor.spawn(PollFutures.sleep(Duration.ofDays(1)));
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        clock.advance(1);
        sleeping.terminated().join();
        assertThat(sleeping.isCancelled()).isTrue();
        executor.close();
        assertThat(uncaught.all()).isNotEmpty().allMatch(t -> t.getMessage().equals("clock"));
    }

    @Test
    void e06_oneOfTwoCarriersEnds_theExecutorIsNotClosed() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .carriers(2)
                        .carrierThreadFactory(
                                loop -> {
                                    Thread thread = Thread.ofPlatform().unstarted(loop);
                                    threads.add(thread);
                                    return thread;
                                })
                        .build();
        Thread closer;
        try (Held held = Held.on(executor)) {
            closer = closing(executor);
            await().until(() -> threads.stream().filter(Thread::isAlive).count() == 1);
            assertThat(executor.isClosed()).isFalse();
        }
        closer.join();
        assertThat(executor.isClosed()).isTrue();
    }

    @Test
    void e06_oneOfTwoCarriersIsBroken_theOtherOnesTasksAreCancelled() throws Exception {
        AtomicReference<Thread> broken = new AtomicReference<>();
        ManualClock clock =
                new ManualClock() {
                    @Override
                    public long nanoTime() {
                        if (Thread.currentThread() == broken.get()) {
                            throw new IllegalStateException("clock");
                        }
                        return super.nanoTime();
                    }
                };
        BridgeExecutor executor =
                BridgeExecutor.builder().carriers(2).clock(clock).uncaughtHandler(uncaught).build();
        Probe<Integer> onTheFirst = new Probe<>(cx -> sleepForEver(cx));
        Probe<Integer> onTheSecond = new Probe<>(cx -> sleepForEver(cx));
        await().until(executor::isAsleep); // a carrier that sleeps is preferred: they take turns
        TaskFuture<?> first = executor.spawn(onTheFirst);
        onTheFirst.polled.await();
        await().until(executor::isAsleep);
        TaskFuture<?> second = executor.spawn(onTheSecond);
        onTheSecond.polled.await();
        await().until(executor::isAsleep);
        executor.execute(() -> broken.set(Thread.currentThread()));
        await().until(() -> broken.get() != null);
        clock.advance(1);
        first.terminated().join();
        second.terminated().join();
        assertThat(first.isCancelled()).isTrue();
        assertThat(second.isCancelled()).isTrue();
        executor.close();
    }

    private static Poll<Integer> sleepForEver(Context cx) {
        cx.timers().wakeAfter(Long.MAX_VALUE, cx.waker());
        return Poll.pending();
    }
}
