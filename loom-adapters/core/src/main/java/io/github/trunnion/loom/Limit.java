package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * How long an await waits (aw06).
 *
 * @param duration as the caller gave it, or null for no limit
 * @param nanos the same, clamped; zero or less: look once
 */
record Limit(@Nullable Duration duration, long nanos) {
    static final Limit NONE = new Limit(null, Long.MAX_VALUE);

    static Limit of(Duration timeout) {
        requireNonNull(timeout, "timeout");
        try {
            return new Limit(timeout, timeout.toNanos());
        } catch (ArithmeticException centuries) {
            return new Limit(timeout, timeout.isNegative() ? 0 : Long.MAX_VALUE);
        }
    }

    /** No limit, or one that no process lives to see. */
    boolean isEndless() {
        return nanos == Long.MAX_VALUE;
    }

    boolean isOneLook() {
        return nanos <= 0;
    }

    /** Says which source, and how long. */
    TimeoutException expired(Object source) {
        return new TimeoutException(
                "No result within " + duration + " from " + Sources.describe(source));
    }
}
