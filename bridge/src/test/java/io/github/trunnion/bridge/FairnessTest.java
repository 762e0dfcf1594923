package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Nobody is kept waiting by tasks that are always ready to run. */
class FairnessTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("fair").uncaughtHandler(uncaught).build();
    private final List<Probe<Integer>> endless = new ArrayList<>();
    private final AtomicLong turnsTaken = new AtomicLong();

    @BeforeEach
    void startTwoEndlessSelfWakers() throws Exception {
        for (int i = 0; i < 2; i++) {
            Probe<Integer> probe =
                    new Probe<>(
                            cx -> {
                                turnsTaken.incrementAndGet();
                                cx.waker().wake();
                                return Poll.pending();
                            });
            endless.add(probe);
            executor.spawn(probe);
            probe.polled.await();
        }
    }

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(executor.isClosed()).isTrue();
        assertThat(endless).allMatch(p -> p.cancels.get() == 1 && p.faults.isEmpty());
        assertThat(uncaught.all()).isEmpty();
    }

    /** The order of a batch: 64 polls at most between two looks into the inbox. */
    @Test
    void e08_foreignSubmitBesideEndlessSelfWakes_servedWithin64Tasks() throws Exception {
        // a task holds the carrier while the submit is made, so the count begins at its end
        AtomicLong atSubmit = new AtomicLong();
        AtomicLong atRun = new AtomicLong();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch submitted = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        executor.execute(
                () -> {
                    inside.countDown();
                    awaitQuietly(submitted);
                    atSubmit.set(turnsTaken.get());
                });
        inside.await();
        executor.execute(
                () -> {
                    atRun.set(turnsTaken.get());
                    ran.countDown();
                });
        submitted.countDown();
        ran.await();
        assertThat(atRun.get() - atSubmit.get()).isBetween(0L, 64L);
    }

    @Test
    void e10_foreignCancelBesideEndlessSelfWakes_servedWithin64Tasks() throws Exception {
        AtomicLong atSubmit = new AtomicLong();
        AtomicLong atCancel = new AtomicLong();
        Probe<Integer> victim =
                new Probe<>() {
                    @Override
                    public void cancel() {
                        super.cancel();
                        atCancel.set(turnsTaken.get());
                    }
                };
        TaskFuture<Integer> task = executor.spawn(victim);
        victim.polled.await();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch submitted = new CountDownLatch(1);
        executor.execute(
                () -> {
                    inside.countDown();
                    awaitQuietly(submitted);
                    atSubmit.set(turnsTaken.get());
                });
        inside.await();
        task.cancel(true);
        submitted.countDown();
        task.terminated().join();
        assertThat(victim.cancels).hasValue(1);
        assertThat(atCancel.get() - atSubmit.get()).isBetween(0L, 64L);
    }

    @Test
    void e10_timersBesideEndlessSelfWakes_fire() throws Exception {
        executor.spawn(PollFutures.sleep(Duration.ofMillis(1))).get();
    }

    @Test
    void e10_closeOfALeaseAndOfATimerBesideEndlessSelfWakes_served() throws Exception {
        ManualHook hook = new ManualHook();
        var lease = hook.leaseOn(executor);
        await().until(() -> hook.turns.get() > 0);
        lease.close();
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        long turns = hook.turns.get();
        executor.<Integer>spawn(cx -> Poll.ready(1)).get();
        assertThat(hook.turns).hasValue(turns);
    }

    @Test
    void e08_selfWaker_doesNotOvertakeTasksThatWereQueuedBefore() throws Exception {
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        try (Held held = Held.on(executor)) {
            executor.execute(
                    () -> {
                        executor.spawn(
                                new Probe<Integer>(
                                        cx -> {
                                            order.add("a");
                                            cx.waker().wake();
                                            return order.size() > 4
                                                    ? Poll.ready(1)
                                                    : Poll.pending();
                                        }));
                        executor.execute(() -> order.add("b"));
                        executor.execute(
                                () -> {
                                    order.add("c");
                                    executor.execute(
                                            () -> {
                                                order.add("d");
                                                done.countDown();
                                            });
                                });
                    });
        }
        done.await();
        assertThat(List.copyOf(order.subList(0, 5))).containsExactly("a", "b", "c", "a", "d");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void e08_submitsOfOneThread_runInTheirOrder() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        try (Held held = Held.on(executor)) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                executor.execute(() -> ran.add(number));
            }
            executor.execute(last::countDown);
        }
        last.await();
        assertThat(ran).hasSize(200).isSorted();
    }

    /** The cancel finds a thousand actions in front of it and does not wait for them. */
    @Test
    void e10_foreignCancelBehindALongQueue_doneWithin64Tasks() throws Exception {
        AtomicLong ran = new AtomicLong();
        AtomicLong atCancel = new AtomicLong(-1);
        Probe<Integer> victim =
                new Probe<>() {
                    @Override
                    public void cancel() {
                        super.cancel();
                        atCancel.set(ran.get());
                    }
                };
        TaskFuture<Integer> task = executor.spawn(victim);
        victim.polled.await();
        CountDownLatch queued = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        executor.execute(
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        executor.execute(ran::incrementAndGet);
                    }
                    queued.countDown();
                    awaitQuietly(cancelled);
                });
        queued.await();
        task.cancel(true);
        cancelled.countDown();
        task.terminated().join();
        assertThat(atCancel.get()).isBetween(0L, 64L);
    }
}
