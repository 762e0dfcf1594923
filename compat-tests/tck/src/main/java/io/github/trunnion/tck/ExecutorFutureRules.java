package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** What an executor owes a future: F1 to F10. */
abstract class ExecutorFutureRules extends ExecutorCancelRules {
    private static final int ROUNDS = 200;

    /** For subclasses. */
    ExecutorFutureRules() {}

    /** A poll that returns null fails the task with a NullPointerException. */
    @RequiredRule
    public final void f01_aPollThatReturnsNullIsAFailure() throws Exception {
        onExecutor(
                "F1",
                bench -> {
                    PollFuture<String> broken = cx -> nothing();
                    Throwable failure =
                            bench.failureOf(bench.spawn(broken), "returned null from its poll");
                    bench.require(
                            failure instanceof NullPointerException,
                            "a poll returned null, and the task failed with "
                                    + failure
                                    + " and not with a NullPointerException.");
                });
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // it is the fault itself
    private static <V> V nothing() {
        return (V) null;
    }

    /** F2 binds futures. */
    @UntestedRule("F2 binds futures; PollFutureVerification checks them")
    public final void f02_theLatestWakerIsWoken() {
        untested();
    }

    /** A future that returned Ready is never polled again, and not cancelled either. */
    @RequiredRule
    public final void f03_notPolledAfterReady() throws Exception {
        onExecutor(
                "F3",
                bench -> {
                    Probe probe = bench.probe();
                    bench.inPoll(
                            probe,
                            cx -> {
                                probe.endBy(() -> "value"); // wakes, too
                                return true;
                            });
                    bench.until(probe::isOver, "a future that woke itself was not polled");
                    probe.wake();
                    bench.settle();
                    probe.wake();
                    bench.settle();
                });
    }

    /** A future that threw is never polled again. */
    @RequiredRule
    public final void f03_notPolledAfterAThrow() throws Exception {
        onExecutor(
                "F3",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    IOException failure = new IOException("the failure of a future");
                    probe.endBy(
                            () -> {
                                probe.wake();
                                throw failure;
                            });
                    bench.require(
                            bench.failureOf(task, "threw " + failure) == failure,
                            "the failure of a task is not what its future threw.");
                    probe.wake();
                    bench.settle();
                });
    }

    /** Each poll sees what the one before has written, whichever threads wake. */
    @RequiredRule
    public final void f04_aPollSeesWhatTheLastOneWrote() throws Exception {
        onExecutor(
                "F4",
                bench -> {
                    Probe probe = bench.probe();
                    int[] plain = new int[1];
                    for (int i = 0; i < ROUNDS; i++) {
                        int expected = i;
                        int seen = bench.inPoll(probe, cx -> plain[0]++);
                        bench.require(
                                seen == expected,
                                "a poll read " + seen + " where the last one wrote " + expected);
                    }
                });
    }

    /** F5 binds futures. */
    @UntestedRule("F5 binds futures; an executor may poll for no reason")
    public final void f05_pollsForNoReasonAreAllowed() {
        untested();
    }

    /** F6 binds futures. */
    @UntestedRule("F6 binds futures; an executor polls at once or later")
    public final void f06_nothingStartsBeforeTheFirstPoll() {
        untested();
    }

    /** Null is a value like any other. */
    @RequiredRule
    public final void f08_nullIsAValue() throws Exception {
        onExecutor(
                "F8",
                bench -> {
                    PollFuture<@Nullable Object> ofNull = PollFutures.<@Nullable Object>ready(null);
                    Object value =
                            bench.valueOf(bench.spawn(ofNull), "a future of null did not complete");
                    bench.require(value == null, "null arrived as " + value + ".");
                });
    }

    /** All polls of a future are on one thread, with one slot and one set of timers. */
    @RequiredRule
    public final void f09_aFutureStaysInItsContext() throws Exception {
        onExecutor(
                "F9",
                bench -> {
                    Set<Object> homes = ConcurrentHashMap.newKeySet();
                    Probe probe = bench.probe();
                    for (int i = 0; i < ROUNDS; i++) {
                        bench.inPoll(
                                probe,
                                cx -> homes.add(new Home(Thread.currentThread(), cx.reactor())));
                    }
                    bench.require(
                            homes.size() == 1, "one future was polled in several places: " + homes);
                });
    }

    /** By identity: a slot may have an equals of its own. */
    private record Home(Thread thread, int slot) {
        Home(Thread thread, ReactorSlot slot) {
            this(thread, System.identityHashCode(slot));
        }
    }

    /** The waker of the first poll is as good as that of the latest. */
    @RequiredRule
    public final void f09_allWakersOfAFutureAreEquivalent() throws Exception {
        onExecutor(
                "F9",
                bench -> {
                    Probe probe = bench.probe();
                    var first = probe.waker();
                    bench.inPoll(probe, cx -> true);
                    bench.inPoll(probe, cx -> true);
                    bench.until(() -> !probe.isBusy(), "a poll did not end");
                    int before = probe.polls();
                    first.wake();
                    bench.until(
                            () -> probe.polls() > before,
                            "the waker of the first poll was woken, and no poll came");
                });
    }

    /** Slot and timers refuse another thread than the carrier. */
    @OptionalRule
    public final void f10_timersRefuseOtherThreads() throws Exception {
        skipUnlessPromised(guardsContexts(), "guardsContexts", "contexts refuse other threads");
        onExecutor(
                "F10",
                bench -> {
                    Timers timers = bench.inPoll(Context::timers);
                    bench.require(
                            throwsIllegalState(() -> timers.wakeAfter(1, () -> {})),
                            "the timers of a context were used on another thread.");
                });
    }

    /** The context of a task that is done refuses to be used. */
    @OptionalRule
    public final void f10_aContextRefusesAfterTheTaskIsDone() throws Exception {
        skipUnlessPromised(guardsContexts(), "guardsContexts", "contexts refuse other threads");
        onExecutor(
                "F10",
                bench -> {
                    Context[] kept = new Context[1];
                    PollFuture<String> keeps =
                            cx -> {
                                kept[0] = cx;
                                return Poll.ready("done");
                            };
                    bench.valueOf(bench.spawn(keeps), "a future that is ready did not complete");
                    Context context = requireNonNull(kept[0]);
                    bench.require(
                            throwsIllegalState(context::reactor),
                            "the context of a task that is done was used.");
                });
    }

    static boolean throwsIllegalState(java.util.concurrent.Callable<?> call) throws Exception {
        try {
            call.call();
            return false;
        } catch (IllegalStateException refused) {
            return true;
        }
    }
}
