package io.github.trunnion.futures;

import java.time.Duration;

/** Durations as nanoseconds. */
final class Nanos {
    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration MIN = Duration.ofNanos(Long.MIN_VALUE);

    private Nanos() {}

    /** The nanoseconds of a duration, or the largest (smallest) long if they are more (less). */
    static long saturated(Duration duration) {
        if (duration.compareTo(MAX) >= 0) {
            return Long.MAX_VALUE;
        }
        return duration.compareTo(MIN) <= 0 ? Long.MIN_VALUE : duration.toNanos();
    }
}
