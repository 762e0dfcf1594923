package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;

/** How an executor cancels a future: F7. */
abstract class ExecutorCancelRules extends ExecutorSetting {
    private static final int ROUNDS = 200;

    /** For subclasses. */
    ExecutorCancelRules() {}

    /** A cancelled task cancels its future once, and never polls it again. */
    @RequiredRule
    public final void f07_cancelReachesTheFutureOnce() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    task.cancel(true);
                    task.cancel(true);
                    bench.until(
                            () -> probe.cancels() > 0,
                            "a task was cancelled, but not its pending future");
                    requireCancelled(bench, task);
                    probe.wake();
                    bench.settle();
                });
    }

    /** A task that is cancelled right after its spawn cancels its future once, polled or not. */
    @RequiredRule
    public final void f07_cancelRightAfterSpawnReachesTheFuture() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Probe probe = bench.newProbe();
                        Future<?> task = bench.spawn(probe);
                        task.cancel(true);
                        bench.until(
                                () -> probe.cancels() > 0,
                                "a task was cancelled right after its spawn, but its future was"
                                        + " not");
                        requireCancelled(bench, task);
                    }
                });
    }

    /** A cancel that meets a poll waits for it. */
    @RequiredRule
    public final void f07_cancelIsNotBesideAPoll() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    Gate gate = new Gate();
                    var inPoll = probe.order(cx -> gate.await(patience()));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    task.cancel(true);
                    gate.open();
                    bench.await(inPoll, "a poll did not end");
                    bench.until(
                            () -> probe.cancels() > 0,
                            "a task was cancelled while it was polled, but its pending future was"
                                    + " not cancelled afterwards");
                    requireCancelled(bench, task);
                });
    }

    /** A value that loses against a cancel goes to onDiscard once, and cancel is not called. */
    @RequiredRule
    public final void f07_aValueThatLosesAgainstACancelIsDiscarded() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    endBesideCancel(bench, probe, task, () -> "value");
                    if (task.isCancelled()) {
                        bench.until(
                                () -> probe.discards() > 0,
                                "a ready value lost against a cancel and was not discarded");
                    } else {
                        bench.require(
                                "value".equals(bench.valueOf(task, "a task has no result")),
                                "a task lost the value of its future.");
                    }
                    bench.settle();
                    bench.require(
                            probe.discards() == (task.isCancelled() ? 1 : 0),
                            "a value was discarded " + probe.discards() + " times.");
                });
    }

    /** A failure that loses against a cancel is dropped, and cancel is not called. */
    @RequiredRule
    public final void f07_aFailureThatLosesAgainstACancelIsDropped() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    IOException failure = new IOException("a failure that loses");
                    endBesideCancel(
                            bench,
                            probe,
                            task,
                            () -> {
                                throw failure;
                            });
                    bench.until(task::isDone, "a cancelled task is not done");
                    bench.settle();
                    bench.require(
                            !bench.isReported(failure),
                            "a failure that lost against a cancel was reported.");
                });
    }

    private void endBesideCancel(
            Bench bench,
            Probe probe,
            Future<?> task,
            java.util.concurrent.Callable<@Nullable Object> end)
            throws Exception {
        bench.until(probe::isPolled, "a spawned future was not polled");
        Gate gate = new Gate();
        var inPoll = probe.order(cx -> gate.await(patience()));
        bench.until(gate::isOccupied, "a woken future was not polled");
        task.cancel(true);
        probe.endBy(end);
        gate.open();
        bench.await(inPoll, "a poll did not end");
        bench.until(probe::isOver, "a poll did not end");
    }

    /** What cancel throws against the rule is reported and harms nobody. */
    @RequiredRule
    public final void f07_whatCancelThrowsIsReported() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    IllegalStateException thrown = new IllegalStateException("cancel throws");
                    Probe probe = bench.newProbe();
                    Future<?> task =
                            bench.spawn(
                                    new PollFuture<@Nullable Object>() {
                                        @Override
                                        public Poll<@Nullable Object> poll(Context cx)
                                                throws Exception {
                                            return probe.poll(cx);
                                        }

                                        @Override
                                        public void cancel() {
                                            throw thrown;
                                        }
                                    });
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    cancelQuietly(bench, task);
                    bench.untilReported(thrown);
                    requireCancelled(bench, task);
                    bench.settle();
                });
    }

    private static void cancelQuietly(Bench bench, Future<?> task) {
        try {
            task.cancel(true);
        } catch (Throwable thrown) {
            AssertionError seen =
                    bench.failure(
                            "cancel() of the result threw what cancel of the future threw; report"
                                    + " it.");
            seen.initCause(thrown);
            throw seen;
        }
    }

    /** What onDiscard throws against the rule harms nobody. */
    @RequiredRule
    public final void f07_whatOnDiscardThrowsHarmsNobody() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task =
                            bench.spawn(
                                    new PollFuture<@Nullable Object>() {
                                        @Override
                                        public Poll<@Nullable Object> poll(Context cx)
                                                throws Exception {
                                            return probe.poll(cx);
                                        }

                                        @Override
                                        public void onDiscard(@Nullable Object value) {
                                            throw new IllegalStateException("onDiscard throws");
                                        }
                                    });
                    endBesideCancel(bench, probe, task, () -> "value");
                    bench.until(task::isDone, "a cancelled task is not done");
                    bench.settle();
                });
    }

    /** A task that is done is not cancelled any more. */
    @RequiredRule
    public final void f07_aDoneFutureIsNotCancelled() throws Exception {
        onExecutor(
                "F7",
                bench -> {
                    Probe probe = bench.newProbe();
                    probe.endBy(() -> "value");
                    Future<?> task = bench.spawn(probe);
                    bench.valueOf(task, "a future that is ready did not complete");
                    bench.require(
                            !task.cancel(true) && !task.isCancelled(),
                            "a task that is done was cancelled.");
                    bench.settle();
                    bench.require(probe.discards() == 0, "a value that was taken was discarded.");
                });
    }

    private static void requireCancelled(Bench bench, Future<?> task) throws Exception {
        try {
            Object value = bench.valueOf(task, "a cancelled task is not done");
            throw bench.failure("a cancelled task returned " + value + ".");
        } catch (CancellationException cancelled) {
            // as it has to be
        }
    }
}
