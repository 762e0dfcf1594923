package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** What a user tells of a future, and the steps that its rules are made of. */
abstract class FutureSteps<T extends @Nullable Object> extends Verification {
    FutureSteps() {}

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
     * Looks at what a future has thrown. By default that fails the rule, so that a future which
     * only fails passes none.
     *
     * @param failure what its poll has thrown
     */
    protected void verifyFailure(Throwable failure) {
        throw new AssertionError(
                "F3: the future has failed with "
                        + failure
                        + "; if it is meant to, override verifyFailure.",
                failure);
    }

    /**
     * Whether a poll of a done or cancelled future throws {@link IllegalStateException}, as those
     * of the library do.
     *
     * @return by default false: what such a poll does is unspecified
     */
    protected boolean refusesPollsWhenDone() {
        return false;
    }

    // Steps

    /** Runs the steps with a fresh carrier; they may wait their patience once and say why. */
    final void steps(String rule, Steps steps) throws Exception {
        Watched.call(
                rule,
                patience().multipliedBy(3),
                () -> {
                    try (TestCarrier carrier = createCarrier()) {
                        steps.run(carrier);
                    }
                    return null;
                });
    }

    /** A subject that was polled once and is pending; else the rule does not apply. */
    final Subject<T> createPending(TestCarrier carrier) throws Exception {
        return createPending(carrier, carrier.waker());
    }

    final Subject<T> createPending(TestCarrier carrier, Waker waker) throws Exception {
        Subject<T> subject = create();
        applyIf(
                !isDone(poll(subject, carrier.context(waker))),
                "the future is done at its first poll");
        return subject;
    }

    /** One poll; if it never returns that is F1, whatever is under test. */
    final Poll<T> pollOnce(Subject<T> subject, Context cx) throws Exception {
        PollFuture<T> future = subject.future();
        return Watched.during(
                "F1", "poll of " + future + " has not returned", () -> future.poll(cx));
    }

    /** Polls, and returns null for a failure that was expected. */
    final @Nullable Poll<T> poll(Subject<T> subject, Context cx) {
        Poll<T> poll;
        try {
            poll = pollOnce(subject, cx);
        } catch (Throwable failure) {
            verifyFailure(failure);
            return null;
        }
        require(poll != null, "F1", "poll of " + subject.future() + " returned null.");
        return poll;
    }

    final boolean isDone(@Nullable Poll<T> poll) {
        if (poll instanceof Poll.Ready<T> ready) {
            verifyValue(ready.value());
            return true;
        }
        return poll == null;
    }

    /** Polls a pending future that was not released, which stays pending. */
    final void pollForNoReason(Subject<T> subject, Context cx) {
        Poll<T> poll;
        try {
            poll = pollOnce(subject, cx);
        } catch (Throwable thrown) {
            throw new AssertionError(
                    "F5: " + subject.future() + " refused a poll that nobody asked for.", thrown);
        }
        require(poll != null, "F1", "poll of " + subject.future() + " returned null.");
        if (isDone(poll)) {
            require(
                    !subject.waitsForRelease(),
                    "F5",
                    subject.future()
                            + " became ready by a poll that nobody asked for: what it waits for"
                            + " has not happened.");
            applyIf(false, "the future became done by itself meanwhile");
        }
    }

    /** Polls once, then whenever it was woken until it is done; null if it fails as expected. */
    final @Nullable Poll<T> end(TestCarrier carrier, Subject<T> subject) {
        int before = carrier.wakes().wakes();
        return end(carrier, subject, poll(subject, carrier.context()), before);
    }

    private @Nullable Poll<T> end(
            TestCarrier carrier, Subject<T> subject, @Nullable Poll<T> first, int wakes) {
        Poll<T> poll = first;
        int before = wakes;
        while (!isDone(poll)) {
            int seen = before;
            require(
                    carrier.parkUntil(() -> carrier.wakes().wakes() != seen, patience()),
                    "F2",
                    subject.future() + " is pending, and no wake came within " + patience() + ".");
            before = carrier.wakes().wakes();
            poll = poll(subject, carrier.context());
        }
        return poll;
    }

    /** As {@link #end}, but the first poll comes only if there is a wake. */
    final @Nullable Poll<T> endWhenWoken(TestCarrier carrier, Subject<T> subject, int wakes) {
        return end(carrier, subject, Poll.pending(), wakes);
    }

    /** Lets a future that was not polled go on, and runs it to its end as {@link #end} does. */
    final @Nullable Poll<T> releaseAndEnd(TestCarrier carrier, Subject<T> subject) {
        if (!subject.waitsForTime()) {
            subject.release();
            return end(carrier, subject);
        }
        int before = carrier.wakes().wakes();
        Poll<T> poll = poll(subject, carrier.context());
        if (isDone(poll)) {
            return poll;
        }
        subject.release();
        return endWhenWoken(carrier, subject, before);
    }

    /** The event may happen at any moment; time that passes before a timer is set does nothing. */
    final void requireAnyMoment(Subject<T> subject) {
        applyIf(!subject.waitsForTime(), "it waits for time, which counts from its poll");
    }

    final void cancel(Subject<T> subject) {
        mustNotThrow(
                "F7",
                "cancel of " + subject.future(),
                () ->
                        Watched.<@Nullable Object>during(
                                "F7",
                                "cancel of " + subject.future() + " has not returned",
                                () -> {
                                    subject.future().cancel();
                                    return null;
                                }));
    }

    final void releaseLate(Subject<T> subject) {
        mustNotThrow(
                "F7",
                "an event after cancel of " + subject.future(),
                () -> {
                    subject.release();
                    return null;
                });
    }

    /** Releases on a thread of its own. */
    final FutureTask<@Nullable Void> releaseElsewhere(Subject<T> subject) {
        FutureTask<@Nullable Void> release = new FutureTask<>(subject::release, null);
        Thread.ofPlatform().daemon().name("tck-release").start(release);
        return release;
    }

    /** Waits until a release has returned, and throws what it threw. */
    final void join(FutureTask<@Nullable Void> release) throws Exception {
        release.get(patience().toNanos(), TimeUnit.NANOSECONDS);
    }

    final void requireRefused(TestCarrier carrier, Subject<T> subject, String rule, String state) {
        Poll<T> poll;
        try {
            poll = pollOnce(subject, carrier.context());
        } catch (IllegalStateException refused) {
            return;
        } catch (Throwable other) {
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
        throw violated(
                rule, subject.future() + " is " + state + ", but a poll returned " + poll + ".");
    }

    static <V extends @Nullable Object> V valueOf(@Nullable Poll<V> ready) {
        return ((Poll.Ready<V>) requireNonNull(ready)).value();
    }
}
