package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/** The rules of a future that nobody wants any more (F7). */
abstract class FutureCancelRules<T extends @Nullable Object> extends FutureSteps<T> {
    private static final int RACES = 20;

    /** What is said of a future that holds its lock while it wakes. */
    static final String UNDER_A_LOCK =
            " waits while a wake is under way: fire wakers outside of locks; it has not returned";

    FutureCancelRules() {}

    /** Cancel of a future that was never polled neither throws nor blocks. */
    @RequiredRule
    public final void f07_cancelBeforeTheFirstPollIsQuiet() throws Exception {
        steps(
                "F7",
                carrier -> {
                    Subject<T> subject = create();
                    cancel(subject);
                    releaseLate(subject);
                });
    }

    /** Cancel of a pending future neither throws nor blocks, and an event after it does nothing. */
    @RequiredRule
    public final void f07_cancelAfterPendingIsQuiet() throws Exception {
        steps(
                "F7",
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    cancel(subject);
                    releaseLate(subject);
                });
    }

    /** Cancel of a future that was woken and not polled since neither throws nor blocks. */
    @RequiredRule
    public final void f07_cancelAfterTheWakeIsQuiet() throws Exception {
        steps(
                "F7",
                carrier -> {
                    int before = carrier.wakes().wakes();
                    Subject<T> subject = createPending(carrier);
                    subject.release();
                    require(
                            carrier.parkUntil(() -> carrier.wakes().wakes() != before, patience()),
                            "F2",
                            subject.future() + " was not woken within " + patience() + ".");
                    cancel(subject);
                    requireReleased(carrier, subject);
                });
    }

    /** Cancel takes back the timers that the future has set. */
    @RequiredRule
    public final void f07_cancelTakesItsTimersBack() throws Exception {
        steps(
                "F7",
                carrier -> {
                    int others = carrier.liveTimers();
                    Subject<T> subject = createPending(carrier);
                    applyIf(carrier.liveTimers() > others, "it sets no timer");
                    cancel(subject);
                    require(
                            carrier.liveTimers() <= others,
                            "F7",
                            subject.future()
                                    + " left "
                                    + (carrier.liveTimers() - others)
                                    + " timers behind when it was cancelled.");
                });
    }

    /** A wake that has not returned yet does not hold up a cancel. */
    @RequiredRule
    public final void f07_cancelDoesNotWaitForAWakeUnderWay() throws Exception {
        steps(
                "F7",
                carrier -> {
                    try (StallingWaker stalling = stallingWaker(carrier)) {
                        Subject<T> subject = createPending(carrier, stalling);
                        FutureTask<@Nullable Void> release = releaseElsewhere(subject);
                        awaitStall(carrier, stalling, subject);
                        Watched.<@Nullable Object>during(
                                "F7",
                                "cancel of " + subject.future() + UNDER_A_LOCK,
                                () -> {
                                    cancel(subject);
                                    return null;
                                });
                        stalling.goOn();
                        join(release);
                    }
                });
    }

    /** An event and a cancel at the same time harm nobody. */
    @RequiredRule
    public final void f07_cancelMayMeetTheEvent() throws Exception {
        steps(
                "F7",
                carrier -> {
                    long end = System.nanoTime() + patience().toNanos() / 2;
                    for (int i = 0; i < RACES && System.nanoTime() - end < 0; i++) {
                        Subject<T> subject = createPending(carrier);
                        CountDownLatch begun = new CountDownLatch(1);
                        FutureTask<@Nullable Void> release =
                                releaseElsewhere(subject.whenReleased(begun::countDown));
                        if (i % 2 == 0) {
                            begun.await();
                        }
                        cancel(subject);
                        mustNotThrow(
                                "F7",
                                "an event beside cancel of " + subject.future(),
                                () -> {
                                    join(release);
                                    return null;
                                });
                        requireReleased(carrier, subject);
                    }
                });
    }

    /** A value that nobody wants is taken back quietly, on any thread. */
    @RequiredRule
    public final void f07_onDiscardIsQuiet() throws Exception {
        steps(
                "F7",
                carrier -> {
                    Subject<T> subject = create();
                    Poll<T> end = releaseAndEnd(carrier, subject);
                    applyIf(end != null, "the future fails, so it has no value");
                    T value = valueOf(end);
                    mustNotThrow(
                            "F7",
                            "onDiscard of " + subject.future() + " on another thread",
                            () ->
                                    watch(
                                            "F7",
                                            () -> {
                                                subject.future().onDiscard(value);
                                                return null;
                                            }));
                });
    }

    /** Cancel releases what the future holds. */
    @OptionalRule
    public final void f07_cancelReleasesWhatIsHeld() throws Exception {
        steps(
                "F7",
                carrier -> {
                    Subject<T> subject = createPending(carrier);
                    BooleanSupplier holding = subject.holding();
                    skipUnless(holding != null, "checked if you give the subject holdingIf(...)");
                    applyIf(
                            requireNonNull(holding).getAsBoolean(),
                            "holdingIf(...) of the subject is false before the cancel already");
                    cancel(subject);
                    requireReleased(carrier, subject);
                });
    }

    /** A cancelled future refuses to be polled. */
    @OptionalRule
    public final void f07_aCancelledFutureRefusesAPoll() throws Exception {
        skipUnlessPromised(
                refusesPollsWhenDone(), "refusesPollsWhenDone", "a done future refuses polls");
        steps(
                "F7",
                carrier -> {
                    Subject<T> subject = create();
                    cancel(subject);
                    requireRefused(carrier, subject, "F7", "cancelled");
                });
    }

    /** A waker that stalls longer than a rule may take. */
    final StallingWaker stallingWaker(TestCarrier carrier) {
        return new StallingWaker(carrier, patience().multipliedBy(4));
    }

    /** Waits until a thread stalls in the waker; else nobody can be held up. */
    final void awaitStall(TestCarrier carrier, StallingWaker stalling, Subject<T> subject) {
        require(
                carrier.parkUntil(stalling::woken, patience()),
                "F2",
                subject.future() + " was not woken within " + patience() + ".");
        applyIf(stalling.stalled(), "it is woken on the carrier's own thread");
    }

    private void requireReleased(TestCarrier carrier, Subject<T> subject) {
        BooleanSupplier holding = subject.holding();
        require(
                holding == null || carrier.parkUntil(() -> !holding.getAsBoolean(), patience()),
                "F7",
                subject.future() + " still holds what its cancel has to release.");
    }
}
