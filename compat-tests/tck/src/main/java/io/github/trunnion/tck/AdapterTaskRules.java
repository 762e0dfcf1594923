package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A poll-future as a foreign future: st05 to st08. */
abstract class AdapterTaskRules<X> extends AdapterPollRules<X> {
    private static final int ROUNDS = 1_000;

    /** For subclasses. */
    AdapterTaskRules() {}

    /** Value and failure arrive, from a future that is ready at once or later. */
    @RequiredRule
    public final void st05_theOutcomeArrives() throws Exception {
        onAdapter(
                "st05",
                () -> {
                    IOException failure = new IOException("checked");
                    for (boolean late : new boolean[] {false, true}) {
                        for (Object value : new @Nullable Object[] {"value", null}) {
                            Object seen = run(late, () -> value);
                            require(seen == value, "st05", value + " arrived as " + seen + ".");
                        }
                        Object seen =
                                run(
                                        late,
                                        () -> {
                                            throw failure;
                                        });
                        require(
                                seen instanceof Thrown thrown && thrown.failure() == failure,
                                "st05",
                                failure + " arrived as " + seen + ".");
                    }
                    return true;
                });
    }

    private @Nullable Object run(boolean late, Callable<? extends @Nullable Object> end)
            throws Exception {
        Queue<String> violations = new ConcurrentLinkedQueue<>();
        Probe probe = new Probe(violations);
        if (!late) {
            probe.endBy(end);
        }
        X foreign = fromPollFuture(probe);
        if (late) {
            until("st05", probe::isPolled, "the future was not started");
            require(!isDone(foreign), "st05", "a pending future is done.");
            probe.endBy(end);
        }
        Object seen = end("st05", foreign);
        require(violations.isEmpty(), "st05", "" + violations.peek());
        return seen;
    }

    /** Cancel ends the foreign future, and reaches the poll-future once, never beside a poll. */
    @RequiredRule
    public final void st05_cancelReachesTheFuture() throws Exception {
        onAdapter(
                "st05",
                () -> {
                    for (boolean polled : new boolean[] {false, true}) {
                        Queue<String> violations = new ConcurrentLinkedQueue<>();
                        Probe probe = new Probe(violations);
                        X foreign = fromPollFuture(probe);
                        if (polled) {
                            until("st05", probe::isPolled, "the future was not started");
                        }
                        cancel(foreign, true);
                        Object seen = end("st05", foreign);
                        require(isCancellation(seen), "st05", "cancelled, and ended as " + seen);
                        until(
                                "st05",
                                () -> probe.cancels() == 1,
                                "cancel did not reach the poll-future");
                        require(violations.isEmpty(), "st05", "" + violations.peek());
                    }
                    return true;
                });
    }

    /** A cancel beside a completion: one outcome, and nothing of the other. */
    @RequiredRule
    public final void st05_cancelBesideCompletionHasOneOutcome() throws Exception {
        onAdapter(
                "st05",
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Queue<String> violations = new ConcurrentLinkedQueue<>();
                        Probe probe = new Probe(violations);
                        X foreign = fromPollFuture(probe);
                        until("st05", probe::isPolled, "the future was not started");
                        probe.endBy(() -> "value");
                        cancel(foreign, true);
                        boolean cancelled = isCancellation(end("st05", foreign));
                        until(
                                "st05",
                                () ->
                                        probe.cancels() + probe.discards() == 1
                                                || (!cancelled && probe.isOver()),
                                "a cancelled future was neither cancelled nor its value discarded");
                        require(
                                probe.cancels() + probe.discards() == (cancelled ? 1 : 0),
                                "st05",
                                "the foreign future is "
                                        + (cancelled ? "cancelled" : "complete")
                                        + "; the poll-future saw "
                                        + probe.cancels()
                                        + " cancels and "
                                        + probe.discards()
                                        + " discards.");
                        require(violations.isEmpty(), "st05", "" + violations.peek());
                    }
                    return true;
                });
    }

    /** Completed from outside: that value wins there, and the poll-future is cancelled. */
    @OptionalRule
    public final void st06_completedFromOutsideCancelsTheFuture() throws Exception {
        onAdapter(
                "st06",
                () -> {
                    Probe probe = new Probe(new ConcurrentLinkedQueue<>());
                    X foreign = fromPollFuture(probe);
                    completeFromOutside(foreign, "outside");
                    Object seen = end("st06", foreign);
                    require("outside".equals(seen), "st06", "completed from outside, but " + seen);
                    until("st06", () -> probe.cancels() == 1, "the poll-future was not cancelled");
                    return true;
                });
    }

    /** What depends on the foreign future may block: other futures go on. */
    @OptionalRule
    public final void st07_aDependentMayBlock() throws Exception {
        onAdapter(
                "st07",
                () -> {
                    Probe probe = new Probe(new ConcurrentLinkedQueue<>());
                    X foreign = fromPollFuture(probe);
                    Gate gate = new Gate();
                    whenDone(foreign, () -> gate.await(patience().multipliedBy(3)));
                    probe.endBy(() -> "value");
                    until("st07", gate::isOccupied, "a dependent was not run");
                    PollFuture<String> other = cx -> Poll.ready("value");
                    X second = fromPollFuture(other);
                    boolean free = holdsInTime(() -> isDone(second));
                    gate.open();
                    require(free, "st07", "a dependent that blocks has stopped other futures.");
                    return true;
                });
    }

    /** On a loop thread an await is refused, before it blocks. */
    @OptionalRule
    public final void st08_awaitOnALoopThreadIsRefused() throws Exception {
        requireGuarded("st08");
    }

    /** The same seen from await. */
    @OptionalRule
    public final void aw14_awaitOnALoopThreadIsRefused() throws Exception {
        requireGuarded("aw14");
    }

    private void requireGuarded(String rule) throws Exception {
        Class<? extends Exception> guard = blockingGuard();
        skipUnless(
                guard != null,
                "checked if blocking is refused; then let blockingGuard() return the exception");
        onAdapter(
                rule,
                () -> {
                    Source<X> source = source();
                    PollFuture<@Nullable Object> awaits =
                            new PollFuture<@Nullable Object>() {
                                @Override
                                public Poll<@Nullable Object> poll(Context cx) throws Exception {
                                    return Poll.ready(await(source.future()));
                                }
                            };
                    Object seen = end(rule, fromPollFuture(awaits));
                    require(
                            guard != null
                                    && seen instanceof Thrown thrown
                                    && guard.isInstance(thrown.failure()),
                            rule,
                            "an await on a loop thread ended as " + seen);
                    require(!source.isCancelled(), rule, "a refused await cancelled its source.");
                    return true;
                });
    }
}
