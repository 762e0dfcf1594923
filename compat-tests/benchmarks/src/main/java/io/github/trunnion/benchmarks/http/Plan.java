package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Size;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds how many times everything is
 * @param connections with how many connections
 * @param first the least load of a new server, before all rounds
 * @param warmUp the load before each burst
 * @param burst how long a burst is
 * @param jvmArgs what every server gets, for a quick start if it is to run for a moment only
 */
record Plan(
        int rounds,
        List<Integer> connections,
        Duration first,
        Duration warmUp,
        Duration burst,
        List<String> jvmArgs) {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    static Plan of(Size size) {
        return size.pick(
                new Plan(1, List.of(16), Duration.ZERO, millis(50), millis(300), QUICK_START),
                new Plan(3, List.of(1, 16, 128), millis(1800), millis(150), millis(600), List.of()),
                new Plan(
                        5,
                        List.of(1, 16, 128, 512),
                        millis(2500),
                        millis(300),
                        millis(1600),
                        List.of()));
    }

    private static Duration millis(int count) {
        return Duration.ofMillis(count);
    }
}
