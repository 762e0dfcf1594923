package io.github.trunnion.benchmarks.process;

import java.util.Map;

/**
 * What a server did in one window.
 *
 * @param requests answered, by the server's own count
 * @param seconds the length of the window
 * @param cpuNanos processor time of all its threads
 * @param switches context switches of all its threads
 * @param missed requests that were due on a busy connection
 * @param p50 median latency in microseconds
 * @param p99 99 of 100 responses came within so many microseconds
 * @param p999 999 of 1,000 responses came within so many microseconds
 * @param counted what perf counted in the window, by event; empty without perf
 */
public record Burst(
        long requests,
        double seconds,
        double cpuNanos,
        long switches,
        long missed,
        double p50,
        double p99,
        double p999,
        Map<String, Long> counted) {
    static Burst of(Map<String, Double> figures, Map<String, Long> counted) {
        return new Burst(
                (long) figure(figures, "requests"),
                figure(figures, "seconds"),
                figure(figures, "cpuNanos"),
                (long) figure(figures, "voluntary") + (long) figure(figures, "involuntary"),
                (long) figure(figures, "missed"),
                figure(figures, "p50"),
                figure(figures, "p99"),
                figure(figures, "p999"),
                counted);
    }

    private static double figure(Map<String, Double> figures, String name) {
        Double figure = figures.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("The load generator printed no " + name);
        }
        return figure;
    }

    /** Processor time of a request in microseconds. */
    public double cpuMicros() {
        return cpuNanos / 1e3 / requests;
    }

    /** Requests in a second. */
    public double throughput() {
        return requests / seconds;
    }

    /** How often an event happened for each request; not a number if it was not counted. */
    public double perRequest(String event) {
        Long count = counted.get(event);
        return count == null ? Double.NaN : (double) count / requests;
    }
}
