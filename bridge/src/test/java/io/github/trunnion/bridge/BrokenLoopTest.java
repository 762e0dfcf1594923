package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The clock throws, so the loop of a carrier cannot go on. */
@Timeout(60)
class BrokenLoopTest {
    /** Throws after it has run the action, once it is told to. */
    private static final class BreakingClock implements BridgeClock {
        volatile Runnable last;
        private boolean broken;

        @Override
        public long nanoTime() {
            if (broken) {
                throw new IllegalStateException("clock");
            }
            Runnable action = last;
            if (action == null) {
                return 0;
            }
            broken = true;
            action.run();
            throw new IllegalStateException("clock");
        }

        @Override
        public Registration onAdvance(Runnable endPark) {
            return () -> {};
        }
    }

    /** Pending for ever, and counts what happens to it. */
    private static class Counted implements PollFuture<Integer> {
        final AtomicInteger polls = new AtomicInteger();
        final List<Thread> cancellers = new CopyOnWriteArrayList<>();

        @Override
        public Poll<Integer> poll(Context cx) {
            polls.incrementAndGet();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancellers.add(Thread.currentThread());
        }
    }

    /** What a loop does with nodes, in order. */
    private static final class Recorded extends Node {
        private final String name;
        private final boolean urgent;
        private final boolean throwing;
        private final List<String> events;

        Recorded(String name, boolean urgent, boolean throwing, List<String> events) {
            this.name = name;
            this.urgent = urgent;
            this.throwing = throwing;
            this.events = events;
        }

        @Override
        void run(Carrier carrier) {
            events.add("run " + name);
        }

        @Override
        void abandon() {
            events.add("abandon " + name);
            if (throwing) {
                throw new IllegalStateException("abandon");
            }
        }

        @Override
        boolean isUrgent() {
            return urgent;
        }
    }

    private final Uncaught uncaught = new Uncaught();

    /** The owner of a loop that is broken from the start. */
    private final class BrokenOwner extends StillOwner {
        private final List<String> events;

        BrokenOwner(List<String> events) {
            this.events = events;
        }

        @Override
        public void broken() {
            events.add("broken");
        }

        @Override
        public String description() {
            return "a broken loop";
        }

        @Override
        public void report(Throwable thrown) {
            uncaught.uncaughtException(Thread.currentThread(), thrown);
        }
    }

    @Test
    void e06_loopBreaks_everyQueuedNodeIsAbandonedAndNoneIsRun() throws Exception {
        List<String> events = new ArrayList<>();
        BridgeClock broken =
                new BridgeClock() {
                    @Override
                    public long nanoTime() {
                        return 0;
                    }

                    @Override
                    public Registration onAdvance(Runnable endPark) {
                        throw new IllegalStateException("clock");
                    }
                };
        Carrier carrier =
                new Carrier(new BrokenOwner(events), Thread.currentThread(), broken, false);
        carrier.enqueue(new Recorded("local", false, true, events));
        carrier.wakeAfter(1, new CountingWaker());
        SocketPair.elsewhere(
                () -> {
                    carrier.enqueue(new Recorded("throwing", false, true, events));
                    carrier.enqueue(new Recorded("urgent", true, false, events));
                    carrier.enqueue(new Recorded("last", false, false, events));
                });
        carrier.loop();
        SocketPair.elsewhere(() -> carrier.enqueue(new Recorded("late", true, false, events)));
        carrier.enqueue(new Recorded("late here", false, false, events));
        assertThat(events)
                .containsExactly(
                        "broken",
                        "abandon local",
                        "abandon throwing",
                        "abandon urgent",
                        "abandon last",
                        "abandon late",
                        "abandon late here");
        assertThat(uncaught.all())
                .extracting(Throwable::getMessage)
                .containsExactly("clock", "abandon", "abandon");
        assertThat(carrier.timers().isEmpty()).isTrue();
    }

    /** An executor whose clock is asked in each turn, as a timer is armed. */
    private BridgeExecutor executorOn(BreakingClock clock) throws Exception {
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name("broken")
                        .clock(clock)
                        .uncaughtHandler(uncaught)
                        .build();
        executor.spawn(
                        cx -> {
                            cx.timers().wakeAfter(Long.MAX_VALUE, cx.waker());
                            return Poll.ready(0);
                        })
                .get();
        await().until(executor::isAsleep); // it asks the clock before that
        return executor;
    }

    @Test
    void f07_cancelWhileTheLoopBreaks_theUnpolledTaskIsCancelledOnceAndNotByTheLoop()
            throws Exception {
        BreakingClock clock = new BreakingClock();
        BridgeExecutor executor = executorOn(clock);
        Counted unpolled = new Counted();
        CountDownLatch acted = new CountDownLatch(1);
        List<TaskFuture<?>> task = new CopyOnWriteArrayList<>();
        List<Thread> loop = new CopyOnWriteArrayList<>();
        clock.last =
                () -> {
                    loop.add(Thread.currentThread());
                    try {
                        SocketPair.elsewhere(
                                () -> {
                                    executor.execute(acted::countDown);
                                    task.add(executor.spawn(unpolled));
                                    task.getFirst().cancel(true);
                                });
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                };
        executor.execute(() -> {});
        assertThat(acted.await(10, TimeUnit.SECONDS)).isTrue();
        task.getFirst().terminated().get(10, TimeUnit.SECONDS);
        executor.close();
        assertThat(unpolled.polls).hasValue(0);
        assertThat(unpolled.cancellers).hasSize(1).doesNotContainAnyElementsOf(loop);
    }

    @Test
    void e06_loopBreaksWhileAThreadAwaits_theAwaitedFutureIsCancelledOnTheCarrier()
            throws Exception {
        BreakingClock clock = new BreakingClock();
        BridgeExecutor executor = executorOn(clock);
        List<Thread> cancelledOn = new CopyOnWriteArrayList<>();
        Counted awaited =
                new Counted() {
                    @Override
                    public void cancel() {
                        cancelledOn.add(BackEnd.currentCarrier());
                    }
                };
        CompletableFuture<Throwable> ending = new CompletableFuture<>();
        executor.newThread("waiting", () -> ending.complete(endingOf(executor, awaited))).start();
        await().until(() -> awaited.polls.get() == 1);
        List<Thread> loop = new CopyOnWriteArrayList<>();
        clock.last = () -> loop.add(Thread.currentThread());
        executor.execute(() -> {});
        assertThat(ending.get(10, TimeUnit.SECONDS)).isInstanceOf(BridgeClosedException.class);
        executor.close(); // hosted, a cancel follows the end of the task
        assertThat(cancelledOn).containsExactlyElementsOf(loop);
    }

    private static Throwable endingOf(BridgeExecutor executor, PollFuture<?> awaited) {
        try {
            executor.await(awaited);
            return new AssertionError("it was not pending");
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    @Test
    void f07_spawnsCancelsAndActionsRaceWithABreakingLoop_eachEndsOnce() throws Exception {
        for (int round = 0; round < 30; round++) {
            raceWithABreakingLoop();
        }
    }

    private void raceWithABreakingLoop() throws Exception {
        BreakingClock clock = new BreakingClock();
        BridgeExecutor executor = executorOn(clock);
        List<Counted> futures = new CopyOnWriteArrayList<>();
        List<TaskFuture<?>> tasks = new CopyOnWriteArrayList<>();
        List<AtomicInteger> actions = new CopyOnWriteArrayList<>();
        CountDownLatch busy = new CountDownLatch(2);
        Runnable submitter =
                () -> {
                    try {
                        while (true) {
                            Counted future = new Counted();
                            TaskFuture<?> task = executor.spawn(future);
                            futures.add(future);
                            tasks.add(task);
                            if (futures.size() % 2 == 0) {
                                task.cancel(true);
                            }
                            AtomicInteger runs = new AtomicInteger();
                            executor.execute(runs::incrementAndGet);
                            actions.add(runs);
                            if (actions.size() > 50) {
                                busy.countDown();
                            }
                        }
                    } catch (RejectedExecutionException broken) {
                        // the loop has told its executor
                    }
                };
        Thread first = Thread.ofPlatform().start(submitter);
        Thread second = Thread.ofPlatform().start(submitter);
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        clock.last = () -> {};
        first.join();
        second.join();
        for (TaskFuture<?> task : tasks) {
            task.terminated().get(10, TimeUnit.SECONDS);
            assertThat(task.isCancelled()).isTrue();
        }
        assertThat(futures).allSatisfy(future -> assertThat(future.cancellers).hasSize(1));
        executor.close();
        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        for (AtomicInteger runs : actions) {
            while (runs.get() == 0) { // abandoned ones run on threads of their own
                Thread.onSpinWait();
            }
            assertThat(runs).hasValue(1);
        }
    }
}
