package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What an executor owes those who wake: W1 to W5. */
abstract class ExecutorWakerRules extends ExecutorFutureRules {
    private static final int WAKES = 1_000;
    private static final int HAND_OFFS = 2_000;

    /** For subclasses. */
    ExecutorWakerRules() {}

    /** A wake returns while its task is in the middle of a poll. */
    @RequiredRule
    public final void w01_wakeReturnsWhileAPollRuns() throws Exception {
        onExecutor(
                "W1",
                bench -> {
                    Probe probe = bench.probe();
                    Gate gate = new Gate();
                    var inPoll = probe.order(cx -> gate.await(patience().multipliedBy(2)));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    try {
                        wakeQuietly(bench, probe, false);
                        wakeQuietly(bench, probe, true);
                    } finally {
                        gate.open();
                    }
                    bench.await(inPoll, "a poll did not end");
                });
    }

    /** A wake on a virtual thread leads to a poll, and throws nothing. */
    @RequiredRule
    public final void w01_virtualThreadsMayWake() throws Exception {
        onExecutor(
                "W1",
                bench -> {
                    Probe probe = bench.probe();
                    for (int i = 0; i < 10; i++) {
                        bench.until(() -> !probe.isBusy(), "a poll did not end");
                        int before = probe.polls();
                        wakeQuietly(bench, probe, true);
                        bench.until(
                                () -> probe.polls() > before,
                                "woken on a virtual thread, a future was not polled");
                    }
                });
    }

    private void wakeQuietly(Bench bench, Probe probe, boolean virtual) throws Exception {
        FutureTask<Boolean> wake =
                new FutureTask<>(
                        () -> {
                            probe.wake();
                            return true;
                        });
        Thread thread =
                virtual ? Thread.ofVirtual().start(wake) : Thread.ofPlatform().daemon().start(wake);
        try {
            bench.await(wake, "wake has not returned on " + thread);
        } catch (Exception thrown) {
            throw bench.failure("wake threw " + thrown + " on " + thread);
        }
    }

    /** Many wakes before the next poll cause one poll, not as many. */
    @RequiredRule
    public final void w02_wakesCoalesce() throws Exception {
        onExecutor(
                "W2",
                bench -> {
                    Probe probe = bench.probe();
                    Gate gate = new Gate();
                    var inPoll = probe.order(cx -> gate.await(patience()));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    int before = probe.polls();
                    for (int i = 0; i < WAKES; i++) {
                        probe.wake();
                    }
                    gate.open();
                    bench.await(inPoll, "a poll did not end");
                    bench.until(() -> probe.polls() > before, "a wake caused no poll");
                    bench.settle();
                    bench.inPoll(probe, cx -> true);
                    int caused = probe.polls() - before;
                    bench.require(
                            caused < WAKES / 10,
                            WAKES + " wakes before the next poll caused " + caused + " polls.");
                });
    }

    /** A future that wakes itself is polled again. */
    @RequiredRule
    public final void w03_aWakeFromInsideThePollIsNotDropped() throws Exception {
        onExecutor(
                "W3",
                bench -> {
                    AtomicInteger polls = new AtomicInteger();
                    PollFuture<String> wakesItself =
                            cx -> {
                                if (polls.incrementAndGet() > 100) {
                                    return Poll.ready("done");
                                }
                                cx.waker().wake();
                                return Poll.pending();
                            };
                    bench.valueOf(
                            bench.spawn(wakesItself),
                            "a future that woke itself in its poll was not polled again");
                });
    }

    /** A wake by another thread in the middle of a poll leads to one more. */
    @RequiredRule
    public final void w03_aWakeBesideThePollIsNotDropped() throws Exception {
        onExecutor(
                "W3",
                bench -> {
                    Probe probe = bench.probe();
                    Gate gate = new Gate();
                    var inPoll = probe.order(cx -> gate.await(patience()));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    int before = probe.polls();
                    probe.wake();
                    gate.open();
                    bench.await(inPoll, "a poll did not end");
                    bench.until(
                            () -> probe.polls() > before,
                            "woken by another thread in the middle of a poll, a future was not"
                                    + " polled again");
                });
    }

    /** Whenever a wake comes, the poll that it causes sees what the waker's thread wrote. */
    @RequiredRule
    public final void w03_aWakeAtTheEndOfAPollIsNotLost() throws Exception {
        onExecutor(
                "W3",
                bench -> {
                    HandOff handOff = new HandOff();
                    Future<Integer> task = bench.spawn(handOff);
                    bench.until(() -> handOff.waker != null, "a spawned future was not polled");
                    Waker waker = requireNonNull(handOff.waker);
                    int seen = 0;
                    for (int i = 1; i <= HAND_OFFS; i++) {
                        handOff.given = i; // plain: the wake publishes it
                        waker.wake();
                        if (i % 3 == 0) {
                            int demanded = i;
                            bench.until(
                                    () -> handOff.taken >= demanded || task.isDone(),
                                    "after a wake no poll saw what was written before it");
                            seen++;
                        }
                    }
                    bench.require(seen > 0, "nothing was handed off");
                    bench.valueOf(task, "after the last wake no poll saw what was written before");
                });
    }

    /** Ready when it has seen the last number. */
    private static final class HandOff implements PollFuture<Integer> {
        private int given; // published by wakes
        private volatile int taken;
        private volatile @Nullable Waker waker;

        @Override
        public Poll<Integer> poll(io.github.trunnion.futures.Context cx) {
            int read = given;
            waker = cx.waker();
            taken = read;
            return read == HAND_OFFS ? Poll.ready(read) : Poll.pending();
        }
    }

    /** Only a write that is late by nanoseconds shows it. */
    @UntestedRule(WakerVerification.READS_FIRST)
    public final void w03_aWakeDoesNotReadFirstAndStayAway() {
        untested();
    }

    /** A wake of a future that is done, cancelled, or whose executor is closed does nothing. */
    @RequiredRule
    public final void w04_lateWakesDoNothing() throws Exception {
        onExecutor(
                "W4",
                bench -> {
                    Probe done = bench.newProbe();
                    Future<?> task = bench.spawn(done);
                    Probe cancelled = bench.newProbe();
                    Future<?> cancelledTask = bench.spawn(cancelled);
                    bench.until(
                            () -> done.isPolled() && cancelled.isPolled(),
                            "a spawned future was not polled");
                    done.endBy(() -> "value");
                    cancelledTask.cancel(true);
                    bench.valueOf(task, "a woken future was not polled");
                    bench.until(cancelled::isOver, "a cancel did not reach the future");
                    wakeLate(bench, done);
                    wakeLate(bench, cancelled);
                    bench.settle();
                    bench.close();
                    wakeLate(bench, done);
                    wakeLate(bench, cancelled);
                });
    }

    private void wakeLate(Bench bench, Probe probe) throws Exception {
        try {
            for (int i = 0; i < 10; i++) {
                wakeQuietly(bench, probe, false);
            }
        } catch (AssertionError thrown) {
            throw new AssertionError(
                    "W4: a late wake is to do nothing. " + thrown.getMessage(), thrown);
        }
    }

    /** Who keeps a waker keeps neither the result nor the executor in memory. */
    @RequiredRule
    public final void w04_aKeptWakerHoldsNeitherResultNorExecutor() throws Exception {
        watch(
                "W4",
                () -> {
                    Waker[] kept = new Waker[1];
                    Leftovers left = runAndForget(kept);
                    require(
                            isCollected(left.value),
                            "W4",
                            "who keeps the waker of a task that is done keeps its result in"
                                    + " memory; "
                                    + WakerEndRules.REMEDY);
                    require(
                            isCollected(left.reports),
                            "W4",
                            "who keeps the waker of a task that is done keeps its executor in"
                                    + " memory, or its uncaught handler at least; "
                                    + WakerEndRules.REMEDY);
                    requireNonNull(kept[0]).wake();
                    return true;
                });
    }

    private record Leftovers(WeakReference<?> value, WeakReference<?> reports) {}

    private Leftovers runAndForget(Waker[] kept) throws Exception {
        Thread.UncaughtExceptionHandler reports =
                new Thread.UncaughtExceptionHandler() {
                    private final ConcurrentLinkedQueue<Throwable> all =
                            new ConcurrentLinkedQueue<>();

                    @Override
                    public void uncaughtException(Thread thread, Throwable thrown) {
                        all.add(thrown);
                    }
                };
        Object value = new Object();
        try (ExecutorUnderTest executor = create(reports)) {
            Callable<Object> take = () -> value;
            PollFuture<Object> future =
                    cx -> {
                        kept[0] = cx.waker();
                        return Poll.ready(take.call());
                    };
            executor.<Object>spawn(future).get();
        }
        return new Leftovers(new WeakReference<>(value), new WeakReference<>(reports));
    }

    private boolean isCollected(WeakReference<?> reference) {
        long start = System.nanoTime();
        while (reference.refersTo(null) || System.nanoTime() - start < patience().toNanos() / 3) {
            if (reference.refersTo(null)) {
                return true;
            }
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        return false;
    }

    /** The wakers of two futures are not said to wake the same one. */
    @RequiredRule
    public final void w05_willWakeIsNeverAFalseYes() throws Exception {
        onExecutor(
                "W5",
                bench -> {
                    Waker one = bench.probe().waker();
                    Waker other = bench.probe().waker();
                    bench.require(
                            !one.willWake(other) && !other.willWake(one),
                            "the waker of one task says that it will wake another one.");
                });
    }
}
