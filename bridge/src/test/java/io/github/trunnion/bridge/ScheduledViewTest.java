package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The scheduled view, on a clock that the test moves: when actions run, and where. */
@Timeout(30)
class ScheduledViewTest {
    private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;
    private static final Runnable NOTHING = () -> {};

    private final Uncaught uncaught = new Uncaught();
    // starts where additions to it overflow
    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000);
    private final BridgeExecutor bridge =
            BridgeExecutor.builder().name("timed").uncaughtHandler(uncaught).clock(clock).build();
    private final ScheduledExecutorService view = bridge.asScheduledExecutorService();
    private final BlockingQueue<Long> runs = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        bridge.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
    }

    private <T> T onCarrier(Callable<T> action) throws Exception {
        return bridge.<T>spawn(cx -> Poll.ready(action.call())).get();
    }

    private void recordTime() {
        runs.add(clock.nanoTime() - (Long.MAX_VALUE - 1_000));
    }

    @Test
    void h07_delay_isATimerOfTheCarrierAndRunsNotBeforeItsTime() throws Exception {
        ScheduledFuture<?> late = view.schedule(this::recordTime, 2_000, NANOS);
        ScheduledFuture<?> early = view.schedule(this::recordTime, 1_999, NANOS);
        assertThat(late.getDelay(NANOS)).isEqualTo(2_000);
        clock.advance(1_998);
        assertThat(early.getDelay(NANOS)).isEqualTo(1);
        clock.advance(1);
        early.get();
        assertThat(late.isDone()).isFalse();
        assertThat(late.getDelay(NANOS)).isEqualTo(1);
        clock.advance(3);
        late.get();
        assertThat(late.getDelay(NANOS)).isEqualTo(-2);
        assertThat(runs).containsExactly(1_999L, 2_002L);
    }

    @Test
    void equalTimes_areStartedInTheOrderOfSubmission() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<ScheduledFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            all.add(view.schedule(() -> order.add(number), 10, NANOS));
        }
        assertThat(all).isSorted();
        clock.advance(10);
        for (ScheduledFuture<?> each : all) {
            each.get();
        }
        if (bridge.mode() == BridgeMode.CARRIER) { // elsewhere the JDK's scheduler has its way
            assertThat(order).isSorted();
        }
        assertThat(order).hasSize(100);
    }

    @Test
    void e07_run_isAVirtualThreadOfTheExecutorThatMayBlock() throws Exception {
        ScheduledFuture<String> run =
                view.schedule(
                        () -> {
                            Thread thread = Thread.currentThread();
                            String value = bridge.await(PollFutures.ready("awaited"));
                            CompletableFuture<String> other = new CompletableFuture<>();
                            bridge.execute(() -> other.complete("blocked"));
                            return String.join(
                                    " ",
                                    thread.isVirtual() + "",
                                    thread.getName().replaceAll("[0-9]+", "N"),
                                    BridgeExecutor.current() == bridge ? "own" : "foreign",
                                    value,
                                    other.get());
                        },
                        5,
                        NANOS);
        clock.advance(5);
        assertThat(run.get()).isEqualTo("true timed-virtual-N own awaited blocked");
    }

    @Test
    void fixedRate_countsFromTheTimesThatWereDue() throws Exception {
        ScheduledFuture<?> periodic = view.scheduleAtFixedRate(this::recordTime, 5, 10, NANOS);
        clock.advance(7);
        assertThat(runs.take()).isEqualTo(7);
        awaitDelay(periodic, 8);
        clock.advance(28); // 35: the runs of 15, 25 and 35 are due
        assertThat(List.of(runs.take(), runs.take(), runs.take())).containsOnly(35L);
        awaitDelay(periodic, 10);
        assertThat(runs).isEmpty();
        periodic.cancel(false);
    }

    @Test
    void fixedDelay_countsFromTheEndOfARun() throws Exception {
        ScheduledFuture<?> periodic =
                view.scheduleWithFixedDelay(
                        () -> {
                            clock.advance(3); // the run takes its time
                            recordTime();
                        },
                        0,
                        10,
                        NANOS);
        assertThat(runs.take()).isEqualTo(3);
        awaitDelay(periodic, 10);
        clock.advance(15);
        assertThat(runs.take()).isEqualTo(21);
        awaitDelay(periodic, 10);
        assertThat(runs).isEmpty();
        periodic.cancel(false);
    }

    private static void awaitDelay(ScheduledFuture<?> future, long nanos) {
        await().until(() -> future.getDelay(NANOS) == nanos);
    }

    @Test
    void periodicRuns_neverOverlapThoughTheyAreLate() throws Exception {
        Semaphore go = new Semaphore(0);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch five = new CountDownLatch(5);
        ScheduledFuture<?> periodic =
                view.scheduleAtFixedRate(
                        () -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            entered.countDown();
                            go.acquireUninterruptibly();
                            inside.decrementAndGet();
                            five.countDown();
                        },
                        1,
                        1,
                        NANOS);
        clock.advance(1);
        entered.await();
        clock.advance(4);
        ScheduledFuture<?> other = view.schedule(NOTHING, 0, NANOS);
        other.get(); // a run that blocks holds up nobody
        go.release(5);
        five.await();
        assertThat(most).hasValue(1);
        periodic.cancel(true);
    }

    @Test
    void throwOfAPeriodicRun_isTheFailureAndTheLastRun() throws Exception {
        AtomicInteger count = new AtomicInteger();
        ScheduledFuture<?> periodic =
                view.scheduleAtFixedRate(
                        () -> {
                            if (count.incrementAndGet() == 3) {
                                throw new IllegalStateException("third");
                            }
                        },
                        0,
                        1,
                        NANOS);
        clock.advance(10);
        assertThatThrownBy(periodic::get).hasRootCauseMessage("third");
        clock.advance(10);
        view.schedule(NOTHING, 0, NANOS).get();
        assertThat(count).hasValue(3);
        assertThat(bridge.toString()).contains("open");
    }

    @Test
    void longestDelays_doNotOverflow() throws Exception {
        ScheduledFuture<?> overdue = view.schedule(NOTHING, 1, NANOS);
        clock.advance(1);
        overdue.get();
        clock.advance(10);
        ScheduledFuture<?> longest = view.schedule(this::recordTime, Long.MAX_VALUE, NANOS);
        ScheduledFuture<?> half = view.schedule(NOTHING, Long.MAX_VALUE >> 1, NANOS);
        ScheduledFuture<?> days = view.schedule(NOTHING, Long.MAX_VALUE, TimeUnit.DAYS);
        ScheduledFuture<?> rate = view.scheduleAtFixedRate(NOTHING, 0, Long.MAX_VALUE, NANOS);
        ScheduledFuture<?> least = view.schedule(NOTHING, Long.MIN_VALUE, TimeUnit.DAYS);
        least.get();
        assertThat(longest.getDelay(NANOS)).isEqualTo(Long.MAX_VALUE);
        assertThat(days.getDelay(NANOS)).isEqualTo(Long.MAX_VALUE);
        assertThat(overdue.compareTo(longest)).isNegative();
        assertThat(longest.compareTo(overdue)).isPositive();
        assertThat(longest.compareTo(days)).isNegative();
        awaitDelay(rate, Long.MAX_VALUE);
        clock.advance(Long.MAX_VALUE >> 1); // the timers of a carrier go no further
        half.get(); // that timer fires after the one of the longest
        assertThat(longest.isDone()).isFalse();
        clock.advance(Long.MAX_VALUE >> 1);
        assertThat(longest.getDelay(NANOS)).isEqualTo(1);
        view.schedule(NOTHING, 0, NANOS).get();
        assertThat(longest.isDone()).isFalse();
        clock.advance(1);
        longest.get();
        assertThat(runs).hasSize(1);
    }

    @Test
    void cancel_ofADelay_leavesTheCarrierWithoutTimer() throws Exception {
        ScheduledFuture<?> delayed = view.schedule(this::recordTime, 10, NANOS);
        ScheduledFuture<?> periodic = view.scheduleAtFixedRate(this::recordTime, 10, 1, NANOS);
        assertThat(delayed.cancel(false)).isTrue();
        assertThat(delayed.cancel(true)).isFalse();
        assertThat(periodic.cancel(true)).isTrue();
        assertThat(delayed.isCancelled()).isTrue();
        TimerQueue timers = ((ScheduledView) view).carrier().timers();
        assertThat(bridge.spawn(cx -> Poll.ready(timers.size())).get()).isZero();
        clock.advance(100);
        view.schedule(NOTHING, 0, NANOS).get();
        assertThat(runs).isEmpty();
        view.close();
        assertThat(view.isTerminated()).isTrue();
    }

    @Test
    void cancelTrue_interruptsTheRunAndCancelFalseDoesNot() throws Exception {
        for (boolean interrupt : List.of(true, false)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
            ScheduledFuture<?> run =
                    view.scheduleWithFixedDelay(
                            () -> {
                                running.countDown();
                                try {
                                    release.await();
                                    interrupted.add(false);
                                } catch (InterruptedException e) {
                                    interrupted.add(true);
                                }
                            },
                            0,
                            1,
                            NANOS);
            running.await();
            assertThat(run.cancel(interrupt)).isTrue();
            assertThat(run.isDone()).isTrue();
            if (!interrupt) {
                release.countDown();
            }
            assertThat(interrupted.take()).isEqualTo(interrupt);
        }
        view.close(); // it waits for the cancelled runs
        clock.advance(100);
        assertThat(view.isTerminated()).isTrue();
    }

    @Test
    void e07_waitsOnACarrier_areRefusedUnlessThereIsNothingToWaitFor() throws Exception {
        ScheduledFuture<?> pending = view.schedule(NOTHING, 1, NANOS);
        ScheduledFuture<?> done = view.schedule(NOTHING, 0, NANOS);
        done.get();
        List<String> refused =
                onCarrier(
                        () -> {
                            List<String> messages = new ArrayList<>();
                            messages.add(refusal(pending::get));
                            messages.add(refusal(() -> pending.get(1, NANOS)));
                            messages.add(refusal(done::get));
                            messages.add(refusal(() -> view.awaitTermination(1, NANOS)));
                            messages.add(refusal(() -> view.invokeAll(List.of())));
                            messages.add(refusal(() -> view.invokeAny(List.of())));
                            return messages;
                        });
        assertThat(refused)
                .containsExactly(
                        "ScheduledFuture.get",
                        "ScheduledFuture.get",
                        "",
                        "awaitTermination",
                        "invokeAll",
                        "invokeAny");
    }

    private static String refusal(Callable<?> wait) throws Exception {
        try {
            wait.call();
            return "";
        } catch (BlockingNotAllowedException refused) {
            return refused.getMessage().replaceAll(" would block.*", "");
        }
    }

    /** A carrier starts no thread itself, neither for a timer nor for who submits on it. */
    @Test
    void submitOnACarrier_runsOnAThreadOfTheExecutor() throws Exception {
        ScheduledFuture<Thread> run =
                onCarrier(() -> view.schedule(Thread::currentThread, 0, NANOS));
        assertThat(run.get().isVirtual()).isTrue();
        ScheduledFuture<Boolean> timed =
                onCarrier(() -> view.schedule(BlockOn::isBlockingAllowed, 5, NANOS));
        clock.advance(5);
        assertThat(timed.get()).isTrue();
    }

    @Test
    void runByHand_whileTheFirstTimeIsFar_theNextRunIsAtItsNewTime() throws Exception {
        ScheduledFuture<?> periodic = view.scheduleWithFixedDelay(this::recordTime, 900, 5, NANOS);
        assertThat(onCarrier(() -> clock.nanoTime())).isNotNull(); // the alarm is armed by now
        clock.advance(1);
        ((Runnable) periodic).run();
        clock.advance(5);
        assertThat(runs.poll(20, TimeUnit.SECONDS)).isEqualTo(1L);
        assertThat(runs.poll(20, TimeUnit.SECONDS)).isEqualTo(6L);
        periodic.cancel(true);
    }

    /** What is run by hand before its time is due at the next one. */
    @Test
    void runByHand_ofAPeriodicTask_movesItToItsNextTime() throws Exception {
        ScheduledFuture<?> periodic = view.scheduleAtFixedRate(this::recordTime, 10, 10, NANOS);
        ((Runnable) periodic).run();
        assertThat(runs.take()).isZero();
        assertThat(periodic.getDelay(NANOS)).isEqualTo(20);
        clock.advance(10);
        view.schedule(NOTHING, 0, NANOS).get();
        clock.advance(10);
        assertThat(runs.take()).isEqualTo(20);
        periodic.cancel(false);
    }

    @Test
    void severalCarriers_takeTurnsWithTheRuns() throws Exception {
        try (BridgeExecutor two =
                BridgeExecutor.builder().name("two").carriers(2).clock(clock).build()) {
            ScheduledExecutorService onTwo = two.asScheduledExecutorService();
            List<ScheduledFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(onTwo.schedule(() -> LoopThread.home().description(), 3, NANOS));
            }
            clock.advance(3);
            List<String> carriers = new ArrayList<>();
            for (ScheduledFuture<String> each : all) {
                carriers.add(each.get());
            }
            assertThat(carriers).contains("carrier two-0 of executor two");
            assertThat(carriers).contains("carrier two-1 of executor two");
        }
    }
}
