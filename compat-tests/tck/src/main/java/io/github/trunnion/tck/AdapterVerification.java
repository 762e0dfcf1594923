package io.github.trunnion.tck;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The rules of adapters (st, aw and bl) between a foreign type of future, poll-futures and code
 * that blocks. Extend it, return a source, and override the directions that the adapter offers:
 * {@link #toPollFuture}, {@link #fromPollFuture}, {@link #await}, {@link #blocking}.
 *
 * <pre>{@code
 * final class MyAdapterVerificationTest extends AdapterVerification<MyFuture<Object>> {
 *     @Override
 *     protected Source<MyFuture<Object>> source() {
 *         return new MySource();
 *     }
 *
 *     @Override
 *     protected Object await(MyFuture<Object> foreign) throws Exception {
 *         return MyAdapter.await(foreign);
 *     }
 * }
 * }</pre>
 *
 * @param <X> the type of the foreign future; one that is no {@link java.util.concurrent.Future}
 *     needs {@link #isDone}, {@link #outcome} and {@link #cancel}, too
 */
public abstract class AdapterVerification<X> extends AdapterAwaitRules<X> {

    /** For the subclass. */
    protected AdapterVerification() {}

    /** An adapter that offers no direction has nothing that could be checked. */
    @RequiredRule
    public final void oneDirectionIsOffered() throws Exception {
        watch(
                "A",
                () -> {
                    Source<X> source = source();
                    source.complete("value");
                    PollFuture<String> ready = cx -> Poll.ready("value");
                    boolean offered =
                            isOffered(() -> toPollFuture(source.future()))
                                    || isOffered(() -> fromPollFuture(ready))
                                    || isOffered(() -> await(source.future()))
                                    || isOffered(() -> blocking(() -> "value"));
                    require(offered, "A", "override one of the directions at least.");
                    return true;
                });
    }

    private static boolean isOffered(java.util.concurrent.Callable<?> direction) {
        try {
            direction.call();
        } catch (UnsupportedOperationException notOffered) {
            return false;
        } catch (Exception thrown) {
            return true; // its rules will tell
        }
        return true;
    }

    /** What the body returns or throws arrives as it is. */
    @RequiredRule
    public final void bl01_theOutcomeOfTheBodyArrives() throws Exception {
        onAdapter(
                "bl01",
                () -> {
                    for (Object value : new @Nullable Object[] {"value", null}) {
                        Object seen = end("bl01", blocking(() -> value));
                        require(seen == value, "bl01", value + " arrived as " + seen + ".");
                    }
                    for (Throwable failure :
                            new Throwable[] {
                                new IOException("checked"), new AssertionError("an error")
                            }) {
                        Object seen =
                                end(
                                        "bl01",
                                        blocking(
                                                () -> {
                                                    if (failure instanceof Error error) {
                                                        throw error;
                                                    }
                                                    throw (Exception) failure;
                                                }));
                        require(
                                seen instanceof Thrown thrown && thrown.failure() == failure,
                                "bl01",
                                failure + " arrived as " + seen + ".");
                    }
                    return true;
                });
    }

    /** A body that runs, held by a gate, and what it notices. */
    private final class Body {
        final Gate gate = new Gate();
        final AtomicInteger interrupts = new AtomicInteger();
        final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        final Gate stop = new Gate();
        volatile boolean ended;

        @Nullable Object run() {
            thread.set(Thread.currentThread());
            gate.open();
            long start = System.nanoTime();
            while (!stop.await(java.time.Duration.ofMillis(1))
                    && System.nanoTime() - start < patience().toNanos() * 3) {
                if (Thread.interrupted()) {
                    interrupts.incrementAndGet();
                }
            }
            if (Thread.interrupted()) {
                interrupts.incrementAndGet();
            }
            ended = true;
            return "value";
        }
    }

    /** Cancel with interrupt: cancelled at once, and the body is interrupted once. */
    @RequiredRule
    public final void bl02_cancelInterruptsTheBodyOnce() throws Exception {
        onAdapter(
                "bl02",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    require(body.gate.await(patience()), "bl02", "the body was not started.");
                    cancel(foreign, true);
                    Object seen = end("bl02", foreign);
                    boolean running = !body.ended;
                    boolean interrupted = holdsInTime(() -> body.interrupts.get() > 0);
                    cancelSoftly(foreign);
                    body.stop.open();
                    require(isCancellation(seen), "bl02", "cancelled, and ended as " + seen);
                    require(running, "bl02", "a cancel has waited for the body.");
                    require(interrupted, "bl02", "a cancel has not interrupted the body.");
                    until("bl02", () -> body.ended, "the body has not ended");
                    require(
                            body.interrupts.get() == 1,
                            "bl02",
                            "the body was interrupted " + body.interrupts + " times.");
                    return true;
                });
    }

    private void cancelSoftly(X foreign) {
        try {
            cancel(foreign, false);
        } catch (UnsupportedOperationException none) {
            // a promise of its own, see bl03
        }
    }

    /** Cancel without interrupt: cancelled at once, and the body runs on. */
    @OptionalRule
    public final void bl03_softCancelLetsTheBodyRun() throws Exception {
        onAdapter(
                "bl03",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    require(body.gate.await(patience()), "bl03", "the body was not started.");
                    cancel(foreign, false);
                    Object seen = end("bl03", foreign);
                    body.stop.open();
                    until("bl03", () -> body.ended, "the body has not ended");
                    require(isCancellation(seen), "bl03", "cancelled, and ended as " + seen);
                    require(
                            body.interrupts.get() == 0,
                            "bl03",
                            "cancel without interrupt has interrupted the body.");
                    return true;
                });
    }

    /** A body that is cancelled before it starts never runs. */
    @OptionalRule
    public final void bl04_aBodyCancelledBeforeItsStartNeverRuns() throws Exception {
        onAdapter(
                "bl04",
                () -> {
                    AtomicReference<@Nullable Runnable> later = new AtomicReference<>();
                    AtomicInteger runs = new AtomicInteger();
                    X foreign = blockingOn(later::set, runs::incrementAndGet);
                    cancel(foreign, true);
                    Runnable start = later.get();
                    if (start != null) {
                        start.run();
                    }
                    Object seen = end("bl04", foreign);
                    require(isCancellation(seen), "bl04", "cancelled, and ended as " + seen);
                    require(runs.get() == 0, "bl04", "a body ran that was cancelled before.");
                    return true;
                });
    }

    /** A body that cancels itself is not interrupted. */
    @RequiredRule
    public final void bl05_aBodyThatCancelsItselfIsNotInterrupted() throws Exception {
        onAdapter(
                "bl05",
                () -> {
                    AtomicReference<@Nullable X> self = new AtomicReference<>();
                    Gate known = new Gate();
                    AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
                    X foreign =
                            blocking(
                                    () -> {
                                        known.await(patience());
                                        X itself = self.get();
                                        if (itself != null) {
                                            cancel(itself, true);
                                        }
                                        flag.set(Thread.interrupted());
                                        return "value";
                                    });
                    self.set(foreign);
                    known.open();
                    Object seen = end("bl05", foreign);
                    until("bl05", () -> flag.get() != null, "the body has not ended");
                    require(isCancellation(seen), "bl05", "cancelled, and ended as " + seen);
                    require(
                            !Boolean.TRUE.equals(flag.get()),
                            "bl05",
                            "a body that cancelled itself was interrupted.");
                    return true;
                });
    }

    /** Completed from outside: that value wins there, and the body is interrupted. */
    @OptionalRule
    public final void bl06_completedFromOutsideInterruptsTheBody() throws Exception {
        onAdapter(
                "bl06",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    require(body.gate.await(patience()), "bl06", "the body was not started.");
                    boolean interrupted;
                    try {
                        completeFromOutside(foreign, "outside");
                        interrupted = holdsInTime(() -> body.interrupts.get() > 0);
                    } finally {
                        body.stop.open();
                    }
                    Object seen = end("bl06", foreign);
                    require("outside".equals(seen), "bl06", "completed from outside, but " + seen);
                    require(interrupted, "bl06", "the body was not interrupted.");
                    return true;
                });
    }

    /** An executor that rejects is the future's failure, and nothing is thrown. */
    @OptionalRule
    public final void bl07_aRejectionIsTheFailure() throws Exception {
        onAdapter(
                "bl07",
                () -> {
                    Object seen =
                            end(
                                    "bl07",
                                    blockingOn(
                                            task -> {
                                                throw new RejectedExecutionException("full");
                                            },
                                            () -> "value"));
                    require(
                            seen instanceof Thrown thrown
                                    && thrown.failure() instanceof RejectedExecutionException,
                            "bl07",
                            "an executor rejected a body, and its future ended as " + seen);
                    return true;
                });
    }

    /** Whether the body has really ended can be seen, also after a cancel. */
    @OptionalRule
    public final void bl08_terminatedTellsWhenTheBodyHasEnded() throws Exception {
        onAdapter(
                "bl08",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    require(body.gate.await(patience()), "bl08", "the body was not started.");
                    boolean early;
                    try {
                        cancel(foreign, false);
                        early = isTerminated(foreign);
                    } finally {
                        body.stop.open();
                    }
                    require(!early, "bl08", "terminated although the body runs.");
                    until("bl08", () -> isTerminated(foreign), "the body ended, not terminated");
                    require(body.ended, "bl08", "terminated although the body runs.");
                    return true;
                });
    }

    /** Cancelling what depends on it does not reach the body. */
    @OptionalRule
    public final void bl09_cancelOfADependentDoesNotReachTheBody() throws Exception {
        onAdapter(
                "bl09",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    require(body.gate.await(patience()), "bl09", "the body was not started.");
                    try {
                        cancel(dependent(foreign), true);
                    } finally {
                        body.stop.open();
                    }
                    Object seen = end("bl09", foreign);
                    require("value".equals(seen), "bl09", "a dependent's cancel: " + seen);
                    require(body.interrupts.get() == 0, "bl09", "the body was interrupted.");
                    return true;
                });
    }

    /** What depends on it runs on the body's thread after the body. */
    @OptionalRule
    public final void bl10_dependentsRunOnTheThreadOfTheBody() throws Exception {
        onAdapter(
                "bl10",
                () -> {
                    Body body = new Body();
                    X foreign = blocking(body::run);
                    AtomicReference<@Nullable Thread> ran = new AtomicReference<>();
                    try {
                        whenDone(foreign, () -> ran.set(Thread.currentThread()));
                    } finally {
                        body.stop.open();
                    }
                    until("bl10", () -> ran.get() != null, "a dependent was not run");
                    require(
                            ran.get() == body.thread.get(),
                            "bl10",
                            "a dependent ran on " + ran.get() + ", the body on " + body.thread);
                    return true;
                });
    }
}
