package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The wakers of tasks. */
class WakerTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("wakers").uncaughtHandler(uncaught).build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void w01_wakeFromPlatformVirtualPinnedAndLoopThreads_eachLeadsToAPoll() throws Exception {
        Probe<Integer> probe = new Probe<>();
        executor.spawn(probe);
        probe.polled.await();
        Waker waker = probe.waker;
        Thread.ofPlatform().start(waker::wake).join();
        await().until(() -> probe.polls.get() == 2);
        Thread.startVirtualThread(waker::wake).join();
        await().until(() -> probe.polls.get() == 3);
        Thread.startVirtualThread(
                        () -> {
                            synchronized (probe) {
                                waker.wake();
                            }
                        })
                .join();
        await().until(() -> probe.polls.get() == 4);
        try (BridgeExecutor other = BridgeExecutor.builder().name("other").build()) {
            other.execute(waker::wake);
        }
        await().until(() -> probe.polls.get() == 5);
        executor.execute(waker::wake);
        await().until(() -> probe.polls.get() == 6);
        Thread interrupted =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    waker.wake();
                                });
        interrupted.join();
        await().until(() -> probe.polls.get() == 7);
        assertThat(probe.faults).isEmpty();
    }

    @Test
    void w02_manyWakesBeforeTheNextPoll_coalesceIntoOne() throws Exception {
        Probe<Integer> probe = new Probe<>();
        executor.spawn(probe);
        probe.polled.await();
        try (Held held = Held.on(executor)) {
            for (int i = 0; i < 1_000; i++) {
                probe.waker.wake();
            }
        }
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        assertThat(probe.polls).hasValue(2);
        assertThat(executor.counters().polls()).isEqualTo(3);
    }

    @Test
    void w02_stormOfFourThreadsWith250000WakesEach_noneIsLost() throws Exception {
        int threads = 4;
        int wakes = 250_000;
        long[] published = new long[threads * 16];
        AtomicLong wanted = new AtomicLong();
        long[] seen = new long[1];
        Probe<Long> probe =
                new Probe<>(
                        cx -> {
                            long sum = 0;
                            for (int t = 0; t < threads; t++) {
                                sum += published[t * 16]; // plain: wake orders it
                            }
                            seen[0] = sum;
                            return sum == (long) threads * wakes ? Poll.ready(sum) : Poll.pending();
                        });
        TaskFuture<Long> task = executor.spawn(probe);
        probe.polled.await();
        Waker waker = probe.waker;
        List<Thread> storm = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int slot = t * 16;
            storm.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 1; i <= wakes; i++) {
                                            published[slot] = i;
                                            waker.wake();
                                            wanted.lazySet(i);
                                        }
                                    }));
        }
        for (Thread thread : storm) {
            thread.join();
        }
        assertThat(task.get()).isEqualTo((long) threads * wakes);
        assertThat(probe.faults).isEmpty();
        assertThat(probe.polls.get()).isLessThanOrEqualTo(threads * wakes + 1);
        assertThat(executor.counters().unparks()).isLessThanOrEqualTo(executor.counters().parks());
        System.out.println("figure polls of a million wakes: " + probe.polls.get());
    }

    @Test
    void w03_wakeInsideThePollOnTheSameThread_leadsToOneMorePoll() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        TaskFuture<Integer> task =
                executor.spawn(
                        cx -> {
                            if (polls.incrementAndGet() == 1_000_000) {
                                return Poll.ready(polls.get());
                            }
                            cx.waker().wake();
                            return Poll.pending();
                        });
        assertThat(task.get()).isEqualTo(1_000_000);
        assertThat(executor.counters().polls()).isEqualTo(1_000_000);
    }

    @Test
    void e01_wakeFromAnotherThreadInsideThePoll_leadsToOneMorePollNeverBesideTheFirst()
            throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe<Integer> probe =
                new Probe<>(
                        cx -> {
                            release.await();
                            return Poll.pending();
                        });
        executor.spawn(probe);
        probe.wake();
        probe.wake();
        release.countDown();
        await().until(() -> probe.polls.get() == 2);
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        assertThat(probe.polls).hasValue(2);
        assertThat(probe.faults).isEmpty();
    }

    @Test
    void w03_wakeAndReady_theQueuedTaskIsNotPolledAgain() throws Exception {
        Probe<Integer> probe =
                new Probe<>(
                        cx -> {
                            cx.waker().wake();
                            return Poll.ready(1);
                        });
        assertThat(executor.spawn(probe).get()).isEqualTo(1);
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        assertThat(probe.polls).hasValue(1);
        assertThat(probe.faults).isEmpty();
    }

    @Test
    void w04_wakesAfterTheEndAfterCancelAndAfterClose_doNothing() throws Exception {
        Probe<Integer> ready = new Probe<>(cx -> Poll.ready(1));
        Probe<Integer> cancelled = new Probe<>();
        Probe<Integer> closed = new Probe<>();
        executor.spawn(ready).terminated().join();
        TaskFuture<Integer> task = executor.spawn(cancelled);
        cancelled.polled.await();
        task.cancel(true);
        task.terminated().join();
        executor.spawn(closed);
        closed.polled.await();
        long submits = executor.counters().foreignSubmits();
        ready.wake();
        cancelled.wake();
        executor.close(Duration.ZERO);
        closed.wake();
        assertThat(executor.counters().foreignSubmits()).isEqualTo(submits);
        for (Probe<Integer> probe : List.of(ready, cancelled, closed)) {
            assertThat(probe.faults).isEmpty();
            assertThat(probe.polls).hasValue(1);
        }
    }

    @Test
    void w04_wakerKeptAfterTheEnd_keepsNeitherFutureNorResultNorExecutor() throws Exception {
        List<Waker> kept = new ArrayList<>();
        List<WeakReference<?>> gone = new ArrayList<>();
        keepWakers(kept, gone);
        for (WeakReference<?> reference : gone) {
            await().until(() -> Process.isCollected(reference));
        }
        kept.forEach(Waker::wake);
        assertThat(kept.getFirst().toString()).contains("done");
    }

    private static void keepWakers(List<Waker> kept, List<WeakReference<?>> gone) throws Exception {
        BridgeExecutor other = BridgeExecutor.builder().name("gone").build();
        Probe<Object> ready = new Probe<>(cx -> Poll.ready(new Object()));
        TaskFuture<Object> result = other.spawn(ready);
        gone.add(new WeakReference<>(result.get()));
        Probe<Object> failed =
                new Probe<>(
                        cx -> {
                            throw new Exception("failed");
                        });
        TaskFuture<Object> failure = other.spawn(failed);
        failure.terminated().join();
        Probe<Object> cancelled = new Probe<>();
        TaskFuture<Object> cancel = other.spawn(cancelled);
        cancelled.polled.await();
        cancel.cancel(true);
        Probe<Object> closed = new Probe<>();
        TaskFuture<Object> close = other.spawn(closed);
        closed.polled.await();
        other.close(Duration.ZERO);
        for (Probe<Object> probe : List.of(ready, failed, cancelled, closed)) {
            kept.add(probe.waker);
            gone.add(new WeakReference<>(probe));
        }
        for (TaskFuture<Object> task : List.of(result, failure, cancel, close)) {
            gone.add(new WeakReference<>(task));
        }
        gone.add(new WeakReference<>(other));
    }

    @Test
    void w04_pendingTaskOfAnOpenExecutor_resultIsFreedWhenItsOwnerForgetsADoneOne()
            throws Exception {
        Probe<byte[]> probe = new Probe<>(cx -> Poll.ready(new byte[1 << 20]));
        WeakReference<Object> value = spawnAndForget(probe);
        await().until(() -> Process.isCollected(value));
        assertThat(probe.polls).hasValue(1);
    }

    private WeakReference<Object> spawnAndForget(Probe<byte[]> probe) throws Exception {
        return new WeakReference<>(executor.spawn(probe).get());
    }

    @Test
    void w05_willWake_isTrueForTheSameTaskInEachPollAndFalseForAnother() throws Exception {
        List<Waker> wakers = new ArrayList<>();
        Probe<Integer> first =
                new Probe<>(
                        cx -> {
                            wakers.add(cx.waker());
                            if (wakers.size() == 2) {
                                return Poll.ready(1);
                            }
                            cx.waker().wake();
                            return Poll.pending();
                        });
        assertThat(executor.spawn(first).get()).isEqualTo(1);
        Probe<Integer> second = new Probe<>(cx -> Poll.ready(2));
        assertThat(executor.spawn(second).get()).isEqualTo(2);
        assertThat(wakers.get(0).willWake(wakers.get(1))).isTrue();
        assertThat(wakers.get(0).willWake(second.waker)).isFalse();
    }
}
