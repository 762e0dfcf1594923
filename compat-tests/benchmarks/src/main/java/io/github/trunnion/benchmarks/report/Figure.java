package io.github.trunnion.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/**
 * The median of what some rounds gave, and the least and the most of them.
 *
 * @param value the median
 * @param low the least
 * @param high the most
 */
public record Figure(double value, double low, double high) {
    /** The median; not a number if there is none. */
    public static Figure of(List<Double> rounds) {
        double[] sorted =
                rounds.stream().mapToDouble(d -> d).filter(d -> !Double.isNaN(d)).toArray();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return new Figure(Double.NaN, Double.NaN, Double.NaN);
        }
        int half = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Figure(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * The median of the ratios within each round, which load that comes and goes disturbs least.
     */
    public static Figure ratio(List<Double> ours, List<Double> baseline) {
        if (ours.size() != baseline.size()) {
            throw new IllegalArgumentException(
                    ours.size() + " rounds cannot be divided by " + baseline.size());
        }
        return of(
                java.util.stream.IntStream.range(0, ours.size())
                        .mapToObj(i -> ours.get(i) / baseline.get(i))
                        .toList());
    }

    /** Of one measurement. */
    public static Figure of(double value) {
        return new Figure(value, value, value);
    }

    /** Whether anything was measured. */
    public boolean isKnown() {
        return !Double.isNaN(value);
    }
}
