package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.util.function.BooleanSupplier;

/**
 * The rules of a future (F1 to F10). Extend it, and return a fresh future from {@link #create}.
 *
 * <pre>{@code
 * final class PromiseVerificationTest extends PollFutureVerification<String> {
 *     @Override
 *     protected Subject<String> create() {
 *         Promise<String> promise = new Promise<>();
 *         return Subject.of(promise).releasedBy(() -> promise.complete("done"));
 *     }
 * }
 * }</pre>
 *
 * <p>A future that is done at its first poll skips the rules that are about pending ones. One that
 * is a parent of others has rules of its own in {@link ParentFutureVerification}.
 *
 * @param <T> the type of the future's value
 */
public abstract class PollFutureVerification<T extends @Nullable Object> extends Verification {
    private static final int SPURIOUS_POLLS = 100;

    /** For the subclass. */
    protected PollFutureVerification() {}

    /**
     * Makes a future that was never polled. It becomes done after {@link Subject#release}, by
     * itself if that does nothing; if it is pending at first it stays so until then.
     *
     * @return the future, another one each time
     * @throws Exception fails the test
     */
    protected abstract Subject<T> create() throws Exception;

    /**
     * The carrier that polls: where to override the timers, see {@link
     * TestCarrier#TestCarrier(io.github.trunnion.futures.Timers)}. Called on its thread.
     *
     * @return a fresh carrier
     */
    protected TestCarrier createCarrier() {
        return new TestCarrier();
    }

    /**
     * Looks at the value of a future that became ready.
     *
     * @param value the value
     */
    protected void verifyValue(T value) {}

    /**
     * Whether a poll of a done or cancelled future throws {@link IllegalStateException}, as those
     * of the library do.
     *
     * @return by default false: what such a poll does is unspecified
     */
    protected boolean refusesPollsWhenDone() {
        return false;
    }

    // Required

    /** A poll returns, and what it returns is not null, while nothing can progress. */
    @RequiredRule
    public final void f01_pollReturnsWhileNothingCanProgress() throws Exception {
        onCarrier(
                "F1",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    for (int i = 0; i < 2; i++) {
                        if (isDone(poll(carrier, subject))) {
                            return;
                        }
                    }
                    subject.future().cancel();
                });
    }

    /** Polled only when it was woken, it becomes done: no wake is missing. */
    @RequiredRule
    public final void f02_aWakeComesWheneverProgressIsPossible() throws Exception {
        onCarrier(
                "F2",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    if (!isDone(poll(carrier, subject))) {
                        carrier.wakes().take();
                        subject.release();
                        awaitWake(carrier, carrier.wakes(), subject, "after it could progress");
                    }
                    runToEnd(carrier, subject);
                });
    }

    /** The waker of the latest poll is woken, whatever becomes of the earlier ones. */
    @RequiredRule
    public final void f02_theWakerOfTheLatestPollIsWoken() throws Exception {
        onCarrier(
                "F2",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    CountingWaker latest = new CountingWaker();
                    for (int i = 0; i < 3; i++) {
                        latest = new CountingWaker();
                        if (isDone(pollWith(carrier, subject, latest))) {
                            return;
                        }
                    }
                    subject.release();
                    awaitWake(carrier, latest, subject, "with the waker of its latest poll");
                    runToEnd(carrier, subject);
                });
    }

    /** A future that is polled for no reason is as good as one that is not. */
    @RequiredRule
    public final void f05_pollsForNoReasonChangeNothing() throws Exception {
        onCarrier(
                "F5",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    for (int i = 0; i < SPURIOUS_POLLS; i++) {
                        if (isDone(pollForNoReason(carrier, subject))) {
                            return;
                        }
                    }
                    carrier.wakes().take();
                    subject.release();
                    for (int i = 0; i < SPURIOUS_POLLS; i++) {
                        if (isDone(pollForNoReason(carrier, subject))) {
                            return;
                        }
                    }
                    runToEnd(carrier, subject);
                });
    }

    /** Cancel of a future that was never polled neither throws nor blocks. */
    @RequiredRule
    public final void f07_cancelBeforeTheFirstPollIsQuiet() throws Exception {
        onCarrier(
                "F7",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    cancel(subject);
                    releaseLate(subject);
                });
    }

    /** Cancel of a pending future neither throws nor blocks, and an event after it does nothing. */
    @RequiredRule
    public final void f07_cancelAfterPendingIsQuiet() throws Exception {
        onCarrier(
                "F7",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    cancel(subject);
                    releaseLate(subject);
                });
    }

    /** A value that nobody wants is taken back quietly. */
    @RequiredRule
    public final void f07_onDiscardIsQuiet() throws Exception {
        onCarrier(
                "F7",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    subject.release();
                    Poll<T> end = end(carrier, subject);
                    Assumptions.assumeTrue(end != null, "the future fails, so it has no value");
                    T value = ((Poll.Ready<T>) requireNonNull(end)).value();
                    mustNotThrow(
                            "F7",
                            "onDiscard of " + subject.future(),
                            () -> {
                                subject.future().onDiscard(value);
                                return null;
                            });
                });
    }

    // Optional

    /** Nothing starts before the first poll, not even when it is cancelled. */
    @OptionalRule
    public final void f06_nothingStartsBeforeTheFirstPoll() throws Exception {
        onCarrier(
                "F6",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    BooleanSupplier started = subject.started();
                    skipUnless(started != null, "give the subject startedIf(...)");
                    require(
                            !requireNonNull(started).getAsBoolean(),
                            "F6",
                            subject.future() + " has started something before its first poll.");
                    cancel(subject);
                    require(
                            !started.getAsBoolean(),
                            "F6",
                            subject.future()
                                    + " has started something when it was cancelled unpolled.");
                });
    }

    /** Cancel releases what the future holds. */
    @OptionalRule
    public final void f07_cancelReleasesWhatIsHeld() throws Exception {
        onCarrier(
                "F7",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    BooleanSupplier holding = subject.holding();
                    skipUnless(holding != null, "give the subject holdingIf(...)");
                    cancel(subject);
                    require(
                            carrier.parkUntil(
                                    () -> !requireNonNull(holding).getAsBoolean(), patience()),
                            "F7",
                            subject.future() + " still holds what its cancel has to release.");
                });
    }

    /** A done future refuses to be polled. */
    @OptionalRule
    public final void f03_aDoneFutureRefusesAPoll() throws Exception {
        skipUnless(refusesPollsWhenDone(), "let refusesPollsWhenDone() return true");
        onCarrier(
                "F3",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    subject.release();
                    end(carrier, subject);
                    requireRefused(carrier, subject, "done");
                });
    }

    /** A cancelled future refuses to be polled. */
    @OptionalRule
    public final void f07_aCancelledFutureRefusesAPoll() throws Exception {
        skipUnless(refusesPollsWhenDone(), "let refusesPollsWhenDone() return true");
        onCarrier(
                "F7",
                this::createCarrier,
                carrier -> {
                    Subject<T> subject = create();
                    cancel(subject);
                    requireRefused(carrier, subject, "cancelled");
                });
    }

    // Untested

    /** F4 binds the owner. */
    @UntestedRule("F4 binds owners; ExecutorVerification checks them")
    public final void f04_polledByOneThreadAtATime() {
        untested();
    }

    /** F8 needs a value of the implementation's choice. */
    @UntestedRule("whether null is among the values is the implementation's choice")
    public final void f08_nullIsAValue() {
        untested();
    }

    /** F9 binds the owner. */
    @UntestedRule("F9 binds owners; ExecutorVerification checks them")
    public final void f09_staysWithItsOwner() {
        untested();
    }

    // Steps

    /** A subject that was polled once and is pending; else the rule does not apply. */
    private Subject<T> createPending(TestCarrier carrier) throws Exception {
        Subject<T> subject = create();
        Assumptions.assumeTrue(
                !isDone(poll(carrier, subject)), "the future is done at its first poll");
        return subject;
    }

    /** Polls; null stands for a failure. */
    private @Nullable Poll<T> poll(TestCarrier carrier, Subject<T> subject) {
        return pollWith(carrier, subject, carrier.waker());
    }

    private @Nullable Poll<T> pollForNoReason(TestCarrier carrier, Subject<T> subject) {
        try {
            return subject.future().poll(carrier.context());
        } catch (IllegalStateException refused) {
            throw new AssertionError(
                    "F5: " + subject.future() + " refused a poll that nobody asked for.", refused);
        } catch (Throwable failure) {
            return null;
        }
    }

    private @Nullable Poll<T> pollWith(TestCarrier carrier, Subject<T> subject, Waker waker) {
        Poll<T> poll;
        try {
            poll = subject.future().poll(carrier.context(endingPark(carrier, waker)));
        } catch (Throwable failure) {
            return null;
        }
        require(poll != null, "F1", "poll of " + subject.future() + " returned null.");
        return poll;
    }

    /** A wake from another thread has to end the park of the carrier as well. */
    private static Waker endingPark(TestCarrier carrier, Waker waker) {
        return waker == carrier.waker()
                ? waker
                : () -> {
                    waker.wake();
                    carrier.endPark();
                };
    }

    private boolean isDone(@Nullable Poll<T> poll) {
        if (poll instanceof Poll.Ready<T> ready) {
            verifyValue(ready.value());
            return true;
        }
        return poll == null;
    }

    private void awaitWake(
            TestCarrier carrier, CountingWaker woken, Subject<T> subject, String when) {
        require(
                carrier.parkUntil(() -> woken.wakes() > 0, patience()),
                "F2",
                subject.future() + " was not woken " + when + ", within " + patience() + ".");
    }

    /** Polls whenever it was woken until it is done, and returns null if it fails. */
    private @Nullable Poll<T> end(TestCarrier carrier, Subject<T> subject) throws Exception {
        PollFuture<T> future = subject.future();
        try {
            T value = carrier.run(future, patience());
            verifyValue(value);
            return Poll.ready(value);
        } catch (Exception | StackOverflowError failure) {
            return null;
        }
    }

    private void runToEnd(TestCarrier carrier, Subject<T> subject) throws Exception {
        end(carrier, subject);
    }

    private void cancel(Subject<T> subject) {
        mustNotThrow(
                "F7",
                "cancel of " + subject.future(),
                () -> {
                    subject.future().cancel();
                    return null;
                });
    }

    private void releaseLate(Subject<T> subject) {
        mustNotThrow(
                "F7",
                "an event after cancel of " + subject.future(),
                () -> {
                    subject.release();
                    return null;
                });
    }

    private void requireRefused(TestCarrier carrier, Subject<T> subject, String state) {
        String rule = state.equals("done") ? "F3" : "F7";
        try {
            Poll<T> poll = subject.future().poll(carrier.context());
            throw violated(
                    rule,
                    subject.future() + " is " + state + ", but a poll returned " + poll + ".");
        } catch (IllegalStateException refused) {
            // as it has to be
        } catch (Exception other) {
            throw new AssertionError(
                    rule
                            + ": "
                            + subject.future()
                            + " is "
                            + state
                            + ", but a poll threw "
                            + other
                            + " and not an IllegalStateException.",
                    other);
        }
    }
}
