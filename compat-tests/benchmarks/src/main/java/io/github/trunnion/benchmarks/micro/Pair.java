package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.report.Target;

import org.jspecify.annotations.Nullable;

/**
 * Two benchmarks that do the same in different ways. Their ratio is ours to the baseline.
 *
 * @param title what both do, and in which ways
 * @param ours a benchmark, as {@link Score#name} has it
 * @param baseline another one
 * @param most what the ratio may be on a quiet machine; not a number: anything
 */
record Pair(String title, String ours, String baseline, double most) {
    Pair(String title, String ours, String baseline) {
        this(title, ours, baseline, Double.NaN);
    }

    boolean hasTarget() {
        return !Double.isNaN(most);
    }

    @Nullable Target target() {
        return hasTarget() ? Target.atMost(most) : null;
    }
}
