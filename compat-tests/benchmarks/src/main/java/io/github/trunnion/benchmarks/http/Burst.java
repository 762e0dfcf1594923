package io.github.trunnion.benchmarks.http;

/**
 * What one burst of requests gave.
 *
 * @param cpu microseconds of the server's CPU for each request
 * @param throughput requests in a second
 * @param median microseconds within which half of the requests were answered
 * @param p99 microseconds within which all but a hundredth were answered
 */
record Burst(double cpu, double throughput, double median, double p99) {
    /** Of a burst that failed. */
    static final Burst NONE = new Burst(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
