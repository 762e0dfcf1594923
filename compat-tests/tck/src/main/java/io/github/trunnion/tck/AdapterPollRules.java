package io.github.trunnion.tck;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** A foreign future as a poll-future: st01 to st04. */
abstract class AdapterPollRules<X> extends AdapterSetting<X> {
    private static final int ROUNDS = 1_000;
    private static final int MANY = 10_000;

    /** For subclasses. */
    AdapterPollRules() {}

    /** A source that has been polled is cancelled with the poll-future. */
    @RequiredRule
    public final void st01_cancelReachesTheSource() throws Exception {
        onPolls(
                "st01",
                carrier -> {
                    Source<X> source = source();
                    PollFuture<? extends @Nullable Object> future = toPollFuture(source.future());
                    requirePending("st01", carrier, future);
                    requireCancellable();
                    future.cancel();
                    until("st01", carrier, source::isCancelled, "cancel did not reach the source");
                });
    }

    /** Cancel of a future that was never polled, or whose source is done, is quiet. */
    @RequiredRule
    public final void st01_cancelIsQuiet() throws Exception {
        onPolls(
                "st01",
                carrier -> {
                    Source<X> untouched = source();
                    Source<X> done = source();
                    PollFuture<?> unpolled = toPollFuture(untouched.future());
                    PollFuture<?> late = toPollFuture(done.future());
                    carrier.poll(late);
                    done.complete("value");
                    mustNotThrow("st01", "cancel before the first poll", quietly(unpolled::cancel));
                    mustNotThrow("st01", "cancel of what is done", quietly(late::cancel));
                    mustNotThrow(
                            "st01",
                            "a completion after cancel",
                            quietly(() -> untouched.complete("late")));
                    require(!done.isCancelled(), "st01", "a source that is done was cancelled.");
                });
    }

    /** A completion beside a cancel: one of them wins, and nothing is thrown. */
    @RequiredRule
    public final void st01_cancelBesideCompletion() throws Exception {
        onPolls(
                "st01",
                carrier -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Source<X> source = source();
                        PollFuture<?> future = toPollFuture(source.future());
                        requirePending("st01", carrier, future);
                        Gate gate = new Gate();
                        Waiting<Boolean> completes =
                                new Waiting<>(
                                        true,
                                        () -> {
                                            gate.await(patience());
                                            source.complete("value");
                                            return true;
                                        });
                        gate.open();
                        mustNotThrow("st01", "cancel beside a completion", quietly(future::cancel));
                        until("st01", completes.call::isDone, "complete has not returned");
                        mustNotThrow("st01", "complete beside a cancel", completes.call::get);
                    }
                });
    }

    /** Laziness is the adapter's choice. */
    @UntestedRule(
            "whether a source starts late is the adapter's choice; PollFutureVerification: F6")
    public final void st02_aLazySourceStartsAtTheFirstPoll() {
        untested();
    }

    /** The waker of the latest poll is woken. */
    @RequiredRule
    public final void st03_theLatestWakerIsWoken() throws Exception {
        onPolls(
                "st03",
                carrier -> {
                    Source<X> source = source();
                    PollFuture<?> future = toPollFuture(source.future());
                    CountingWaker latest = new CountingWaker();
                    for (int i = 0; i < 3; i++) {
                        latest = new CountingWaker();
                        carrier.poll(future, carrier.context(latest));
                    }
                    CountingWaker woken = latest;
                    Thread.ofPlatform().daemon().start(() -> source.complete("value"));
                    until(
                            "st03",
                            carrier,
                            () -> woken.wakes() > 0,
                            "the source is done, and the latest waker was not woken");
                });
    }

    /** However often it is polled, one callback is in the source, and none after cancel. */
    @OptionalRule
    public final void st03_oneCallbackInTheSource() throws Exception {
        onPolls(
                "st03",
                carrier -> {
                    Source<X> source = source();
                    callbacks(source.future());
                    PollFuture<?> future = toPollFuture(source.future());
                    for (int i = 0; i < 100; i++) {
                        carrier.poll(future);
                    }
                    int callbacks = callbacks(source.future());
                    require(
                            callbacks <= 1,
                            "st03",
                            "100 polls left " + callbacks + " callbacks in the source.");
                });
    }

    /** Nothing is locked while the waker is woken: the owner can poll in the meantime. */
    @RequiredRule
    public final void st03_theWakerIsWokenOutsideLocks() throws Exception {
        onPolls(
                "st03",
                carrier -> {
                    Source<X> source = source();
                    PollFuture<?> future = toPollFuture(source.future());
                    CountingWaker inWake = new CountingWaker();
                    Gate polled = new Gate();
                    CompletableFuture<Boolean> free = new CompletableFuture<>();
                    Waker holds =
                            () -> {
                                inWake.wake();
                                boolean own = Thread.currentThread() == carrier.thread();
                                free.complete(own || polled.await(patience()));
                            };
                    requirePending("st03", future.poll(carrier.context(holds)));
                    Thread.ofPlatform().daemon().start(() -> source.complete("value"));
                    until("st03", carrier, () -> inWake.wakes() > 0, "the waker was not woken");
                    boolean ready = carrier.poll(future).isReady();
                    polled.open();
                    require(
                            free.get(),
                            "st03",
                            "a poll waits for a lock that is held across wake().");
                    require(ready, "st03", "woken, and the poll is still pending.");
                });
    }

    /** The value arrives, and null is one; complete at once, or later on another thread. */
    @RequiredRule
    public final void st04_theValueArrives() throws Exception {
        onPolls(
                "st04",
                carrier -> {
                    for (Object value : new @Nullable Object[] {"value", null, new int[1]}) {
                        for (boolean late : new boolean[] {false, true}) {
                            Object seen = run(carrier, late, source -> source.complete(value));
                            require(seen == value, "st04", value + " arrived as " + seen + ".");
                        }
                    }
                });
    }

    /** The failure arrives as it is, without a wrapper. */
    @RequiredRule
    public final void st04_theFailureArrivesUnwrapped() throws Exception {
        onPolls(
                "st04",
                carrier -> {
                    for (Throwable failure :
                            new Throwable[] {
                                new IOException("checked"), new IllegalStateException("unchecked")
                            }) {
                        for (boolean late : new boolean[] {false, true}) {
                            Object seen = run(carrier, late, source -> source.fail(failure));
                            require(
                                    seen instanceof Thrown thrown && thrown.failure() == failure,
                                    "st04",
                                    failure + " arrived as " + seen + ".");
                        }
                    }
                });
    }

    /** A source that somebody else cancels arrives as a CancellationException. */
    @RequiredRule
    public final void st04_aCancelledSourceArrivesAsCancelled() throws Exception {
        onPolls(
                "st04",
                carrier -> {
                    for (boolean late : new boolean[] {false, true}) {
                        Object seen = run(carrier, late, Source::cancel);
                        require(
                                isCancellation(seen),
                                "st04",
                                "a cancelled source arrived as " + seen + ".");
                    }
                });
    }

    /** So does one that depends on a cancelled one. */
    @OptionalRule
    public final void st04_aCancelArrivesThroughDependents() throws Exception {
        onPolls(
                "st04",
                carrier -> {
                    Source<X> source = source();
                    PollFuture<?> future = toPollFuture(dependent(source.future()));
                    carrier.poll(future);
                    source.cancel();
                    Object seen = caught(() -> carrier.run(future, patience()));
                    require(
                            isCancellation(seen),
                            "st04",
                            "a dependent of a cancelled source arrived as " + seen + ".");
                });
    }

    /** Many sources that are complete, one after the other, leave the stack as it is. */
    @RequiredRule
    public final void st04_manyCompleteSourcesInARow() throws Exception {
        onPolls(
                "st04",
                carrier -> {
                    for (int i = 0; i < MANY; i++) {
                        Source<X> source = source();
                        source.complete(i);
                        Poll<?> poll = toPollFuture(source.future()).poll(carrier.context());
                        require(
                                poll instanceof Poll.Ready<?> ready && ready.value().equals(i),
                                "st04",
                                "a source that is complete was polled: " + poll);
                    }
                });
    }

    // Steps

    private interface Ends<X> {
        void end(Source<X> source);
    }

    private @Nullable Object run(TestCarrier carrier, boolean late, Ends<X> ends) throws Exception {
        Source<X> source = source();
        if (!late) {
            ends.end(source);
        }
        PollFuture<?> future = toPollFuture(source.future());
        if (late) {
            requirePending("st04", carrier, future);
            Waiting<Boolean> other =
                    new Waiting<>(
                            false,
                            () -> {
                                ends.end(source);
                                return true;
                            });
            until("st04", other.call::isDone, "the source cannot be ended");
            other.call.get();
        }
        return caught(() -> carrier.run(future, patience()));
    }

    private void requirePending(
            String rule, TestCarrier carrier, PollFuture<? extends @Nullable Object> future)
            throws Exception {
        requirePending(rule, carrier.poll(future));
    }

    private static void requirePending(String rule, Poll<?> poll) {
        require(!poll.isReady(), rule, "the source is not done, and the poll returned " + poll);
    }

    private void requireCancellable() {
        Source<X> other = source();
        other.cancel(); // throws UnsupportedOperationException if not
    }

    static Callable<?> quietly(Runnable call) {
        return () -> {
            call.run();
            return true;
        };
    }

    private void onPolls(String rule, Steps steps) throws Exception {
        onAdapter(
                rule,
                () -> {
                    try (TestCarrier carrier = new TestCarrier()) {
                        steps.run(carrier);
                    } catch (CancellationException thrown) {
                        throw new AssertionError(rule + ": " + thrown + " was thrown.", thrown);
                    }
                    return true;
                });
    }
}
