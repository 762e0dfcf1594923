package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Close against everything that may happen at the same time. */
class CloseRaceTest {
    private final Uncaught uncaught = new Uncaught();

    private BridgeExecutor open(String name) {
        return BridgeExecutor.builder().name(name).uncaughtHandler(uncaught).build();
    }

    @Test
    void e06_closeConcurrentlyFromManyThreads_allReturnWhenItIsOver() throws Exception {
        for (int round = 0; round < 50; round++) {
            BridgeExecutor executor = open("many");
            Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            executor.close();
                                            seen.add(executor.isClosed());
                                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).hasSize(4).containsOnly(true);
        }
    }

    /** Some are cancelled by the carrier, some by their own spawner, some are refused. */
    @Test
    void e06_closeWhile10000SpawnsRace_eachFutureRanOrWasCancelledExactlyOnce() throws Exception {
        int spawners = 4;
        BridgeExecutor executor = open("race");
        Queue<TaskFuture<Integer>> tasks = new ConcurrentLinkedQueue<>();
        Queue<Probe<Integer>> accepted = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger executed = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(10_000);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < spawners; t++) {
            boolean pending = t % 2 == 0;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (true) {
                                            enough.countDown();
                                            Probe<Integer> probe =
                                                    new Probe<>(
                                                            cx ->
                                                                    pending
                                                                            ? Poll.pending()
                                                                            : Poll.ready(1));
                                            try {
                                                tasks.add(executor.spawn(probe));
                                                accepted.add(probe);
                                                executor.execute(ran::incrementAndGet);
                                                executed.incrementAndGet();
                                            } catch (RejectedExecutionException e) {
                                                refused.incrementAndGet();
                                                return;
                                            }
                                        }
                                    }));
        }
        enough.await();
        executor.close(Duration.ZERO);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(executor.isClosed()).isTrue();
        assertThat(refused).hasValue(spawners);
        for (TaskFuture<Integer> task : tasks) {
            task.terminated().join(); // one that came after the end is ended by the dispatcher
        }
        assertThat(tasks).isNotEmpty().allMatch(TaskFuture::isDone);
        assertThat(accepted)
                .allSatisfy(
                        probe -> {
                            assertThat(probe.faults).isEmpty();
                            boolean ready = probe.polls.get() == 1 && probe.cancels.get() == 0;
                            assertThat(ready || probe.cancels.get() == 1).isTrue();
                        });
        // what execute accepted runs, if need be elsewhere
        await().until(() -> ran.get() == executed.get());
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void e06_submitsToAClosedMailbox_areAbandonedOnceEachWhoeverEmptiesIt() throws Exception {
        Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
        assertThat(mailbox.tryClose()).isTrue();
        AtomicInteger abandoned = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 25_000; i++) {
                                            mailbox.submit(new Abandoned(abandoned));
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(abandoned).hasValue(100_000);
        assertThat(mailbox.isEmpty()).isTrue();
    }

    private static final class Abandoned extends Node {
        private final AtomicInteger count;

        Abandoned(AtomicInteger count) {
            this.count = count;
        }

        @Override
        void run(Carrier carrier) {}

        @Override
        void abandon() {
            count.incrementAndGet();
        }
    }

    @Test
    void e06_twoEndlessSelfWakers_closeWithGraceCancelsThem() throws Exception {
        BridgeExecutor executor = open("endless");
        List<Probe<Integer>> probes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Probe<Integer> probe =
                    new Probe<>(
                            cx -> {
                                cx.waker().wake();
                                return Poll.pending();
                            });
            probes.add(probe);
            executor.spawn(probe);
            probe.polled.await();
        }
        executor.close(Duration.ZERO);
        assertThat(executor.isClosed()).isTrue();
        assertThat(probes).allMatch(p -> p.cancels.get() == 1 && p.faults.isEmpty());
    }

    @Test
    void e06_cancelThatWakesOthersAndSpawns_closeStillEndsAll() throws Exception {
        BridgeExecutor executor = open("chain");
        List<Probe<Integer>> probes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Probe<Integer> probe =
                    new Probe<>() {
                        @Override
                        public void cancel() {
                            super.cancel();
                            probes.forEach(p -> p.waker.wake());
                            try {
                                executor.spawn(new Probe<>());
                                faults.add("accepted");
                            } catch (RejectedExecutionException expected) {
                                // the executor is closing
                            }
                        }
                    };
            probes.add(probe);
            executor.spawn(probe);
        }
        probes.getLast().polled.await();
        executor.close(Duration.ZERO);
        assertThat(probes).allMatch(p -> p.cancels.get() == 1 && p.faults.isEmpty());
    }

    /** One node throws after it has submitted another, which is left to the one that empties. */
    @Test
    void e05_lateNodeWhoseAbandonThrows_theOthersAreAbandoned() {
        Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
        assertThat(mailbox.tryClose()).isTrue();
        AtomicInteger abandoned = new AtomicInteger();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler(uncaught);
        try {
            mailbox.submit(
                    new Node() {
                        @Override
                        void run(Carrier carrier) {}

                        @Override
                        void abandon() {
                            mailbox.submit(new Abandoned(abandoned));
                            throw new IllegalStateException("abandon");
                        }
                    });
            assertThat(abandoned).hasValue(1);
            mailbox.submit(new Abandoned(abandoned));
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertThat(abandoned).hasValue(2);
        assertThat(uncaught.all()).singleElement().isInstanceOf(IllegalStateException.class);
    }

    /** A spawn that saw the executor open and came to the mailbox after its end. */
    @Test
    void e06_taskThatComesAfterTheEnd_isCancelledUnpolled() throws Exception {
        BridgeExecutor executor = open("late");
        Carrier carrier = executor.<Carrier>spawn(cx -> Poll.ready(LoopThread.current())).get();
        Probe<Integer> probe = new Probe<>();
        PollTask<Integer> task = new PollTask<>(probe, carrier);
        TaskResult<Integer> result = task.result();
        executor.close();
        carrier.enqueue(task);
        result.terminated().join();
        assertThat(result.isCancelled()).isTrue();
        assertThat(probe.cancels).hasValue(1);
        assertThat(probe.polls).hasValue(0);
    }

    @Test
    void e06_taskThatComesAfterTheEndAndThrowsInItsCancel_isReportedAndTerminates()
            throws Exception {
        BridgeExecutor executor = open("late");
        Carrier carrier = executor.<Carrier>spawn(cx -> Poll.ready(LoopThread.current())).get();
        Uncaught uncaught = new Uncaught();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        PollTask<Integer> task =
                new PollTask<>(
                        new Probe<>() {
                            @Override
                            public void cancel() {
                                throw new IllegalStateException("cancel");
                            }
                        },
                        carrier);
        TaskResult<Integer> result = task.result();
        executor.close();
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        try {
            carrier.enqueue(task);
            result.terminated().get(10, TimeUnit.SECONDS);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(result.isCancelled()).isTrue();
        assertThat(uncaught.all()).singleElement().isInstanceOf(IllegalStateException.class);
    }
}
