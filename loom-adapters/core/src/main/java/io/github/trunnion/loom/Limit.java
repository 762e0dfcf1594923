package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * How long an await waits (aw06).
 *
 * @param duration as the caller gave it, or null for no limit
 * @param nanos the same, clamped, or what is left of it; zero or less: look once
 * @param deadline where the limit is inherited from, or null if it is the await's own
 */
record Limit(@Nullable Duration duration, long nanos, @Nullable Deadline deadline) {
    static final Limit NONE = new Limit(null, Long.MAX_VALUE, null);
    static final Limit LOOK = new Limit(Duration.ZERO, 0, null);

    static Limit of(Duration timeout) {
        requireNonNull(timeout, "timeout");
        try {
            return new Limit(timeout, Math.max(0, timeout.toNanos()), null);
        } catch (ArithmeticException centuries) {
            return new Limit(timeout, timeout.isNegative() ? 0 : Long.MAX_VALUE, null);
        }
    }

    /** No limit, or one that no process lives to see. */
    boolean isEndless() {
        return nanos == Long.MAX_VALUE;
    }

    boolean isOneLook() {
        return nanos <= 0;
    }

    /** This limit, or the deadline of the calling thread if that comes first. */
    Limit orDeadline() {
        Deadline current = Deadline.current();
        if (current == null) {
            return this;
        }
        long left = current.nanosLeft();
        return left < nanos ? new Limit(null, left, current) : this;
    }

    /** What is left of it at a time later than its start. */
    Limit since(long start) {
        return isEndless()
                ? this
                : new Limit(duration, nanos - (System.nanoTime() - start), deadline);
    }

    /** Says which source, and how long. */
    Exception expired(Object source) {
        String of = Sources.describe(source);
        return LibraryFrames.trim(
                deadline == null
                        ? new TimeoutException("No result within " + duration + " from " + of)
                        : new DeadlineExceededException(
                                deadline + " has passed while waiting for " + of));
    }
}
