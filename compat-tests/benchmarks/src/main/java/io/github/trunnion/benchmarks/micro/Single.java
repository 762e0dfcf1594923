package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.report.Target;

import org.jspecify.annotations.Nullable;

/**
 * A benchmark that is reported in nanoseconds.
 *
 * @param title what is done
 * @param benchmark the benchmark, as {@link Score#name} has it
 * @param most how many nanoseconds it may take; not a number: any
 */
record Single(String title, String benchmark, double most) {
    Single(String title, String benchmark) {
        this(title, benchmark, Double.NaN);
    }

    boolean hasTarget() {
        return !Double.isNaN(most);
    }

    @Nullable Target target() {
        return hasTarget() ? Target.atMost(most) : null;
    }
}
