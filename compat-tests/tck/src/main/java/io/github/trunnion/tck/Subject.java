package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/**
 * A future under test, with what the test may do to it and see of it from outside.
 *
 * <p>Immutable; each method returns another one.
 *
 * @param <T> the type of the future's value
 */
public final class Subject<T extends @Nullable Object> {
    private final PollFuture<T> future;
    private final @Nullable Runnable release;
    private final boolean time;
    private final @Nullable BooleanSupplier started;
    private final @Nullable BooleanSupplier holding;

    private Subject(
            PollFuture<T> future,
            @Nullable Runnable release,
            boolean time,
            @Nullable BooleanSupplier started,
            @Nullable BooleanSupplier holding) {
        this.future = future;
        this.release = release;
        this.time = time;
        this.started = started;
        this.holding = holding;
    }

    /**
     * A future of which nothing else is known.
     *
     * @param future the future, never polled
     * @param <T> the type of its value
     * @return the subject
     */
    public static <T extends @Nullable Object> Subject<T> of(PollFuture<T> future) {
        return new Subject<>(requireNonNull(future, "future"), null, false, null, null);
    }

    /**
     * Tells how a pending future is let go on.
     *
     * @param action makes the event happen that the future waits for; called once, on any thread,
     *     also before the first poll, during a poll and after a cancel; it must not throw
     * @return the subject
     */
    public Subject<T> releasedBy(Runnable action) {
        return new Subject<>(future, requireNonNull(action, "action"), false, started, holding);
    }

    /**
     * Tells how the time passes that a future waits for, counted from its first poll.
     *
     * @param action lets the time pass, by {@link FakeClock#advance} for instance; called once, on
     *     any thread, between polls or after a cancel
     * @return the subject
     */
    public Subject<T> releasedByTime(Runnable action) {
        return new Subject<>(future, requireNonNull(action, "action"), true, started, holding);
    }

    /**
     * Tells how to see whether the future has started anything.
     *
     * @param condition true if it has; called on any thread
     * @return the subject
     */
    public Subject<T> startedIf(BooleanSupplier condition) {
        return new Subject<>(
                future, release, time, requireNonNull(condition, "condition"), holding);
    }

    /**
     * Tells how to see whether the future still holds what its cancel has to release.
     *
     * @param condition true while it does; called on any thread
     * @return the subject
     */
    public Subject<T> holdingIf(BooleanSupplier condition) {
        return new Subject<>(
                future, release, time, started, requireNonNull(condition, "condition"));
    }

    /**
     * The future.
     *
     * @return the future
     */
    public PollFuture<T> future() {
        return future;
    }

    /** Lets the future go on. */
    public void release() {
        if (release != null) {
            release.run();
        }
    }

    /** The same subject, with something to do right before its release. */
    Subject<T> whenReleased(Runnable before) {
        return releasedBy(
                () -> {
                    before.run();
                    release();
                });
    }

    /** Whether a release counts only after a poll. */
    boolean waitsForTime() {
        return time;
    }

    /** Whether a pending future stays so until it is released. */
    boolean waitsForRelease() {
        return release != null;
    }

    @Nullable BooleanSupplier started() {
        return started;
    }

    @Nullable BooleanSupplier holding() {
        return holding;
    }

    @Override
    public String toString() {
        return "Subject[" + future + "]";
    }
}
