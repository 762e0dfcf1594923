package io.github.trunnion.tck;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A foreign future as a call that blocks: aw01 to aw15. */
abstract class AdapterAwaitRules<X> extends AdapterTaskRules<X> {
    private static final int ROUNDS = 1_000;

    /** For subclasses. */
    AdapterAwaitRules() {}

    /** A complete source is answered at once, and the interrupt flag stays as it is. */
    @RequiredRule
    public final void aw01_aCompleteSourceIsAnsweredAtOnce() throws Exception {
        onAdapter(
                "aw01",
                () -> {
                    Source<X> source = source();
                    source.complete("value");
                    if (answersCompleteAtOnce()) {
                        Thread.currentThread().interrupt();
                    }
                    Object seen = caught(() -> await(source.future()));
                    boolean flag = Thread.interrupted();
                    require(
                            "value".equals(seen),
                            "aw01",
                            "an await of a complete source"
                                    + (answersCompleteAtOnce()
                                            ? ", by a thread whose interrupt flag is set,"
                                            : "")
                                    + " gave "
                                    + seen
                                    + (answersCompleteAtOnce()
                                            ? "; if it looks at the flag first, let"
                                                    + " answersCompleteAtOnce() return false."
                                            : "."));
                    require(
                            flag == answersCompleteAtOnce(),
                            "aw01",
                            "an await of a complete source touched the interrupt flag.");
                    return true;
                });
    }

    /** Null is a value. */
    @RequiredRule
    public final void aw02_nullIsAValue() throws Exception {
        onAdapter(
                "aw02",
                () -> {
                    for (boolean late : new boolean[] {false, true}) {
                        Object seen = run("aw02", late, false, source -> source.complete(null));
                        require(seen == null, "aw02", "null arrived as " + seen + ".");
                    }
                    return true;
                });
    }

    /** A wait that was given up leaves nothing in the source. */
    @OptionalRule
    public final void aw03_noCallbackIsLeftBehind() throws Exception {
        onAdapter(
                "aw03",
                () -> {
                    Source<X> source = source();
                    int before = callbacks(source.future());
                    for (int i = 0; i < 10; i++) {
                        Waiting<?> waiting = awaiting("aw03", false, () -> await(source.future()));
                        waiting.thread.interrupt();
                        until("aw03", waiting.call::isDone, "an interrupted await has not ended");
                    }
                    require(
                            callbacks(source.future()) <= before,
                            "aw03",
                            "waits that were given up left callbacks in the source.");
                    return true;
                });
    }

    /** A permit that anybody gives the thread does not end the wait. */
    @RequiredRule
    public final void aw04_aStrayPermitDoesNotEndTheWait() throws Exception {
        onAdapter(
                "aw04",
                () -> {
                    Source<X> source = source();
                    Waiting<@Nullable Object> waiting =
                            awaiting("aw04", false, () -> await(source.future()));
                    Bench.holdsBriefly(
                            () -> {
                                LockSupport.unpark(waiting.thread);
                                return waiting.call.isDone();
                            });
                    require(!waiting.call.isDone(), "aw04", "an unpark has ended the wait.");
                    source.complete("value");
                    Object seen = result("aw04", waiting);
                    require("value".equals(seen), "aw04", "after stray permits it gave " + seen);
                    return true;
                });
    }

    /** An interrupt cancels the source and ends the wait. */
    @RequiredRule
    public final void aw05_anInterruptCancelsTheSource() throws Exception {
        onAdapter(
                "aw05",
                () -> {
                    for (boolean virtual : new boolean[] {false, true}) {
                        Source<X> source = source();
                        Waiting<@Nullable Object> waiting =
                                awaiting("aw05", virtual, () -> await(source.future()));
                        waiting.thread.interrupt();
                        Object seen = result("aw05", waiting);
                        require(
                                seen instanceof Thrown thrown
                                        && thrown.failure() instanceof InterruptedException,
                                "aw05",
                                "an interrupted await ended as " + seen);
                        if (isCancellable()) {
                            until("aw05", source::isCancelled, "the source was not cancelled");
                        }
                        mustNotThrow(
                                "aw05", "a late completion", quietly(() -> source.complete("x")));
                    }
                    return true;
                });
    }

    /** An interrupt beside a completion: a value with the flag set, or a cancelled source. */
    @RequiredRule
    public final void aw08_anInterruptBesideACompletionHasOneOutcome() throws Exception {
        onAdapter(
                "aw08",
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Source<X> source = source();
                        boolean[] flag = new boolean[1];
                        Waiting<@Nullable Object> waiting =
                                awaiting(
                                        "aw08",
                                        true,
                                        () -> {
                                            Object seen = caught(() -> await(source.future()));
                                            flag[0] = Thread.interrupted();
                                            return seen;
                                        });
                        if (i % 2 == 0) {
                            waiting.thread.interrupt(); // half of them first, and ever earlier
                            for (int spin = 0; spin < i; spin++) {
                                Thread.onSpinWait();
                            }
                        }
                        Waiting<Boolean> completes =
                                new Waiting<>(
                                        true,
                                        () -> {
                                            source.complete("value");
                                            return true;
                                        });
                        if (i % 2 == 1) {
                            waiting.thread.interrupt();
                        }
                        Object seen = result("aw08", waiting);
                        until("aw08", completes.call::isDone, "complete has not returned");
                        requireOneOutcome(source, seen, flag[0]);
                    }
                    return true;
                });
    }

    private void requireOneOutcome(Source<X> source, @Nullable Object seen, boolean flag) {
        if (seen instanceof Thrown thrown) {
            require(
                    thrown.failure() instanceof InterruptedException,
                    "aw08",
                    "an interrupt beside a completion ended as " + seen);
            require(!flag, "aw08", "InterruptedException was thrown and the flag is set, too.");
        } else {
            require("value".equals(seen), "aw08", "the value arrived as " + seen);
            require(!source.isCancelled(), "aw08", "the value came from a cancelled source.");
        }
    }

    /** A source that is completed after a wait was given up does not disturb the next wait. */
    @RequiredRule
    public final void aw08_aLateCompletionDisturbsNobody() throws Exception {
        onAdapter(
                "aw08",
                () -> {
                    Source<X> first = source();
                    Source<X> second = source();
                    Gate interrupted = new Gate();
                    Waiting<@Nullable Object> waiting =
                            awaiting(
                                    "aw08",
                                    false,
                                    () -> {
                                        caught(() -> await(first.future()));
                                        interrupted.open();
                                        return await(second.future());
                                    });
                    waiting.thread.interrupt();
                    require(interrupted.await(patience()), "aw08", "an interrupt ended no wait.");
                    first.complete("late");
                    until("aw08", () -> waiting.isParked() || waiting.call.isDone(), "no park");
                    second.complete("second");
                    Object seen = result("aw08", waiting);
                    require("second".equals(seen), "aw08", "the next await gave " + seen);
                    return true;
                });
    }

    /** A time-out cancels the source and throws TimeoutException; zero looks once. */
    @OptionalRule
    public final void aw06_aTimeOutCancelsTheSource() throws Exception {
        onAdapter(
                "aw06",
                () -> {
                    for (Duration limit :
                            Arrays.asList(
                                    Duration.ofMillis(5), Duration.ZERO, Duration.ofMillis(-1))) {
                        Source<X> source = source();
                        Object seen = caught(() -> await(source.future(), limit));
                        require(
                                seen instanceof Thrown thrown
                                        && thrown.failure() instanceof TimeoutException,
                                "aw06",
                                "an await that ran out of time ended as " + seen);
                        if (isCancellable()) {
                            until("aw06", source::isCancelled, "the source was not cancelled");
                        }
                    }
                    return true;
                });
    }

    /** How a source was cancelled shows in nothing that all have. */
    @UntestedRule("only a source of a certain kind can tell cancel(true) from cancel(false)")
    public final void aw07_theSourceIsCancelledWithInterrupt() {
        untested();
    }

    /** Failures are free of wrappers, the same whether the source is complete or not. */
    @RequiredRule
    public final void aw09_failuresAreUnwrapped() throws Exception {
        onAdapter(
                "aw09",
                () -> {
                    for (boolean late : new boolean[] {false, true}) {
                        IllegalStateException unchecked = new IllegalStateException("unchecked");
                        Object seen = run("aw09", late, false, source -> source.fail(unchecked));
                        require(
                                seen instanceof Thrown thrown
                                        && isSameOrCopy(thrown.failure(), unchecked),
                                "aw09",
                                unchecked + " arrived as " + seen);
                        IOException checked = new IOException("checked");
                        seen = run("aw09", late, false, source -> source.fail(checked));
                        require(
                                seen instanceof Thrown thrown && isFree(thrown.failure(), checked),
                                "aw09",
                                checked + " arrived as " + seen);
                    }
                    return true;
                });
    }

    /** The original, or one of its class and message that has it as its cause (aw10). */
    private static boolean isSameOrCopy(Throwable thrown, Throwable failure) {
        return thrown == failure
                || (thrown.getClass() == failure.getClass()
                        && thrown.getCause() == failure
                        && Objects.equals(thrown.getMessage(), failure.getMessage()));
    }

    private static boolean isFree(Throwable thrown, Throwable failure) {
        return thrown == failure
                || (thrown.getCause() == failure
                        && !(thrown instanceof ExecutionException)
                        && !(thrown instanceof CompletionException));
    }

    /** A source that somebody else cancels ends the wait, in the frames of the waiter. */
    @RequiredRule
    public final void aw11_aCancelOfSomebodyElseEndsTheWait() throws Exception {
        onAdapter(
                "aw11",
                () -> {
                    for (boolean late : new boolean[] {false, true}) {
                        Object seen = run("aw11", late, false, Source::cancel);
                        require(isCancellation(seen), "aw11", "cancelled, but " + seen);
                        Thrown thrown = (Thrown) Objects.requireNonNull(seen);
                        require(
                                Arrays.stream(thrown.failure().getStackTrace())
                                        .anyMatch(f -> f.getMethodName().equals("awaitHere")),
                                "aw11",
                                "the CancellationException lacks the frames of the caller.");
                    }
                    return true;
                });
    }

    /** A virtual thread is parked, and goes on as the same thread. */
    @RequiredRule
    public final void aw12_virtualThreadsPark() throws Exception {
        requireParks("aw12", true);
    }

    /** A platform thread is parked. */
    @RequiredRule
    public final void aw13_platformThreadsPark() throws Exception {
        requireParks("aw13", false);
    }

    private void requireParks(String rule, boolean virtual) throws Exception {
        onAdapter(
                rule,
                () -> {
                    int[] payload = new int[1];
                    Object seen =
                            run(
                                    rule,
                                    true,
                                    virtual,
                                    source -> {
                                        payload[0] = 42; // plain: the completion publishes it
                                        source.complete(payload);
                                    });
                    require(
                            seen == payload && payload[0] == 42,
                            rule,
                            "the value arrived as " + seen + " on a parked thread.");
                    return true;
                });
    }

    /** Poll-futures are awaited where somebody polls them. */
    @UntestedRule("aw15 is about where the library runs a poll-future that is awaited")
    public final void aw15_aPollFutureIsRunSomewhere() {
        untested();
    }

    // Steps

    private interface Ends<X> {
        void end(Source<X> source);
    }

    private @Nullable Object run(String rule, boolean late, boolean virtual, Ends<X> ends)
            throws Exception {
        Source<X> source = source();
        if (!late) {
            ends.end(source);
            return caught(() -> awaitHere(source));
        }
        Thread[] threads = new Thread[2];
        Waiting<@Nullable Object> waiting =
                awaiting(
                        rule,
                        virtual,
                        () -> {
                            threads[0] = Thread.currentThread();
                            Object seen = caught(() -> awaitHere(source));
                            threads[1] = Thread.currentThread();
                            return seen;
                        });
        ends.end(source);
        Object seen = result(rule, waiting);
        require(threads[0] == threads[1], rule, "an await went on as another thread.");
        return seen;
    }

    private @Nullable Object awaitHere(Source<X> source) throws Exception {
        return await(source.future());
    }

    private boolean isCancellable() {
        try {
            source().cancel();
            return true;
        } catch (UnsupportedOperationException cannot) {
            return false;
        }
    }
}
