package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
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
 * is a parent of others has more rules in {@link ParentFutureVerification}.
 *
 * @param <T> the type of the future's value
 */
public abstract class PollFutureVerification<T extends @Nullable Object>
        extends FutureContextRules<T> {
    private static final int SPURIOUS_POLLS = 100;
    private static final int RACES = 50;

    /** How long a racing release gets; one that needs a lock of the poll cannot come sooner. */
    private static final long HEAD_START_MILLIS = 20;

    /** For the subclass. */
    protected PollFutureVerification() {}

    /**
     * Makes a future whose value is null, for rule F8.
     *
     * @return the future, or null if there is none, as by default
     * @throws Exception fails the test
     */
    protected @Nullable Subject<T> createOfNull() throws Exception {
        return null;
    }

    /**
     * Whether the future may be polled on several threads, one after the other, in a context
     * without reactors.
     *
     * @return by default false: a future that waits in a reactor may refuse that
     */
    protected boolean worksOnAnyThread() {
        return false;
    }

    // Required

    /** A poll returns, and what it returns is not null, while nothing can progress. */
    @RequiredRule
    public final void f01_pollReturnsWhileNothingCanProgress() throws Exception {
        steps(
                "F1",
                carrier -> {
                    Subject<T> subject = create();
                    for (int i = 0; i < 2; i++) {
                        if (isDone(poll(subject, carrier.context()))) {
                            return;
                        }
                    }
                    subject.future().cancel();
                });
    }

    /** A wake that has not returned yet does not hold up a poll. */
    @RequiredRule
    public final void f01_pollDoesNotWaitForAWakeUnderWay() throws Exception {
        steps(
                "F1",
                carrier -> {
                    FutureTask<@Nullable Void> release;
                    Subject<T> subject;
                    @Nullable Poll<T> poll;
                    int before;
                    try (StallingWaker stalling = stallingWaker(carrier)) {
                        Subject<T> pending = createPending(carrier, stalling);
                        subject = pending;
                        release = releaseElsewhere(subject);
                        awaitStall(carrier, stalling, subject);
                        before = carrier.wakes().wakes();
                        poll =
                                Watched.during(
                                        "F1",
                                        "poll of " + subject.future() + UNDER_A_LOCK,
                                        () -> poll(pending, carrier.context()));
                    }
                    join(release);
                    if (!isDone(poll)) {
                        endWhenWoken(carrier, subject, before);
                    }
                });
    }

    /** Polled only when it was woken, it becomes done: no wake is missing. */
    @RequiredRule
    public final void f02_aWakeComesWheneverProgressIsPossible() throws Exception {
        steps(
                "F2",
                carrier -> {
                    int before = carrier.wakes().wakes();
                    Subject<T> subject = createPending(carrier);
                    subject.release();
                    endWhenWoken(carrier, subject, before);
                });
    }

    /** What has happened before the first poll is not waited for. */
    @RequiredRule
    public final void f02_theEventMayComeBeforeTheFirstPoll() throws Exception {
        steps(
                "F2",
                carrier -> {
                    Subject<T> subject = create();
                    requireAnyMoment(subject);
                    subject.release();
                    end(carrier, subject);
                });
    }

    /** The waker of the latest poll is woken, whatever becomes of the earlier ones. */
    @RequiredRule
    public final void f02_theWakerOfTheLatestPollIsWoken() throws Exception {
        steps(
                "F2",
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    LatestWaker latest = new LatestWaker(carrier);
                    for (int i = 0; i < 3; i++) {
                        latest = new LatestWaker(carrier);
                        pollForNoReason(subject, carrier.context(latest));
                    }
                    subject.release();
                    awaitWake(carrier, latest, subject);
                    end(carrier, subject);
                });
    }

    /** An event that comes just when a poll looks at its waker is not lost. */
    @RequiredRule
    public final void f02_anEventWhileTheWakerIsStoredIsNotLost() throws Exception {
        steps(
                "F2",
                carrier -> {
                    for (int earlierPolls = 0; earlierPolls < 2; earlierPolls++) {
                        Subject<T> subject = create();
                        requireAnyMoment(subject);
                        AtomicReference<@Nullable Subject<T>> once = new AtomicReference<>();
                        Runnable race = () -> race(once.getAndSet(null));
                        Waker waker = comparedWith(carrier, race);
                        if (earlierPolls > 0 && isDone(poll(subject, carrier.context(waker)))) {
                            return;
                        }
                        int before = carrier.wakes().wakes();
                        once.set(subject);
                        Poll<T> poll =
                                poll(subject, new RacingContext(carrier.context(waker), race));
                        race.run(); // if the future did not ask for its waker
                        if (!isDone(poll)) {
                            endWhenWoken(carrier, subject, before);
                        }
                    }
                });
    }

    /** An event on another thread, at any moment of a poll, is not lost. */
    @RequiredRule
    public final void f02_anEventBesidePollsIsNotLost() throws Exception {
        steps(
                "F2",
                carrier -> {
                    long end = System.nanoTime() + patience().toNanos() / 2;
                    for (int i = 0; i < RACES && System.nanoTime() - end < 0; i++) {
                        Subject<T> subject = createPending(carrier);
                        requireAnyMoment(subject);
                        FutureTask<@Nullable Void> release = releaseElsewhere(subject);
                        boolean done = false;
                        do {
                            LatestWaker latest = new LatestWaker(carrier);
                            done = isDone(poll(subject, carrier.context(latest)));
                            if (!done && release.isDone()) {
                                awaitWake(carrier, latest, subject);
                            }
                        } while (!done);
                        join(release);
                    }
                });
    }

    /** A future that is polled for no reason is as good as one that is not. */
    @RequiredRule
    public final void f05_pollsForNoReasonChangeNothing() throws Exception {
        steps(
                "F5",
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    for (int i = 0; i < SPURIOUS_POLLS; i++) {
                        pollForNoReason(subject, carrier.context());
                    }
                    subject.release();
                    for (int i = 0; i < SPURIOUS_POLLS; i++) {
                        if (isDone(poll(subject, carrier.context()))) {
                            return;
                        }
                    }
                    end(carrier, subject);
                });
    }

    // Optional

    /** A done future refuses to be polled. */
    @OptionalRule
    public final void f03_aDoneFutureRefusesAPoll() throws Exception {
        skipUnlessPromised(
                refusesPollsWhenDone(), "refusesPollsWhenDone", "a done future refuses polls");
        steps(
                "F3",
                carrier -> {
                    Subject<T> subject = create();
                    releaseAndEnd(carrier, subject);
                    requireRefused(carrier, subject, "F3", "done");
                });
    }

    /** What a future may rely on is that its polls follow one another, not one thread. */
    @OptionalRule
    public final void f04_pollsMayComeOnSeveralThreads() throws Exception {
        skipUnlessPromised(
                worksOnAnyThread(), "worksOnAnyThread", "the future may be polled on any thread");
        steps(
                "F4",
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    int before = carrier.wakes().wakes();
                    Poll<T> poll = Poll.pending();
                    for (int i = 0; i < 3 && !isDone(poll); i++) {
                        poll = watch("F4", () -> poll(subject, Context.of(carrier.waker())));
                    }
                    if (!isDone(poll)) {
                        subject.release();
                        endWhenWoken(carrier, subject, before);
                    }
                });
    }

    /** Nothing starts before the first poll, not even when it is cancelled. */
    @OptionalRule
    public final void f06_nothingStartsBeforeTheFirstPoll() throws Exception {
        steps(
                "F6",
                carrier -> {
                    Subject<T> subject = create();
                    BooleanSupplier started = subject.started();
                    skipUnless(started != null, "checked if you give the subject startedIf(...)");
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
                    requireThatStartIsSeen(carrier);
                });
    }

    /** A null value arrives as a value. */
    @OptionalRule
    public final void f08_nullIsAValue() throws Exception {
        steps(
                "F8",
                carrier -> {
                    Subject<T> subject = createOfNull();
                    skipUnless(subject != null, "checked if you override createOfNull()");
                    Subject<T> ofNull = requireNonNull(subject);
                    Poll<T> end = releaseAndEnd(carrier, ofNull);
                    require(
                            end != null && valueOf(end) == null,
                            "F8",
                            ofNull.future() + " should have the value null, but ended in " + end);
                });
    }

    // Untested

    /** F9 binds the owner. */
    @UntestedRule("F9 binds owners; ExecutorVerification and ParentFutureVerification check them")
    public final void f09_staysWithItsOwner() {
        untested();
    }

    // Steps

    private void awaitWake(TestCarrier carrier, LatestWaker latest, Subject<T> subject) {
        require(
                carrier.parkUntil(latest::isWoken, patience()),
                "F2",
                subject.future()
                        + " did not wake the waker of its latest poll within "
                        + patience()
                        + ".");
    }

    private void requireThatStartIsSeen(TestCarrier carrier) throws Exception {
        Subject<T> polled = create();
        poll(polled, carrier.context());
        applyIf(
                requireNonNull(polled.started()).getAsBoolean(),
                "startedIf(...) of the subject is false after a poll as well, so it shows nothing");
    }

    /** Releases on another thread, which gets a head start: it may need a lock of the poll. */
    private void race(@Nullable Subject<T> subject) {
        if (subject != null) {
            try {
                releaseElsewhere(subject).get(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException held) {
                // it comes when the poll is over, and then it must be seen
            } catch (Exception failed) {
                throw new AssertionError("F2: the release failed", failed);
            }
        }
    }

    private static Waker comparedWith(TestCarrier carrier, Runnable race) {
        return new Waker() {
            @Override
            public void wake() {
                carrier.waker().wake();
            }

            @Override
            public boolean willWake(Waker other) {
                race.run();
                return this == other;
            }
        };
    }
}
