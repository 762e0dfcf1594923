package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH found for one benchmark.
 *
 * @param best nanoseconds per operation of the best iteration
 * @param mean nanoseconds per operation
 * @param error of the mean
 * @param bytes allocated per operation; not a number without the profiler "gc"
 */
record Score(double best, double mean, double error, double bytes) {
    /** The package of all benchmarks. */
    static final String PACKAGE = Score.class.getPackageName() + ".";

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static Score of(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        return new Score(
                primary.getStatistics().getMin(),
                primary.getScore(),
                primary.getScoreError(),
                bytes(result));
    }

    private static double bytes(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    /** Class and method, followed by each parameter as {@code name=value}. */
    static String name(BenchmarkParams params) {
        StringBuilder name = new StringBuilder(params.getBenchmark().replace(PACKAGE, ""));
        for (String key : params.getParamsKeys()) {
            name.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return name.toString();
    }
}
