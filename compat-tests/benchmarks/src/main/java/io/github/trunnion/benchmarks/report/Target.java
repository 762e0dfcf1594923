package io.github.trunnion.benchmarks.report;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * @param bound the most, or the least, that it may be
 * @param atMost whether the bound is the most
 * @param gate whether it has no exception: a count, which a noisy machine does not change
 */
public record Target(double bound, boolean atMost, boolean gate) {
    /** A ratio or a time. */
    public static Target atMost(double bound) {
        return new Target(bound, true, false);
    }

    /** A ratio of throughputs. */
    public static Target atLeast(double bound) {
        return new Target(bound, false, false);
    }

    /** A count. */
    public static Target gate(double bound) {
        return new Target(bound, true, true);
    }

    /** A count that should be high. */
    public static Target gateAtLeast(double bound) {
        return new Target(bound, false, true);
    }

    /** Whether the value is as it should be. */
    public boolean isMetBy(double value) {
        return atMost ? value <= bound : value >= bound;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %s%s", atMost ? "<=" : ">=", Row.number(bound), gate ? " !" : "");
    }
}
