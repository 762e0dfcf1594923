package io.github.trunnion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.Map;

@Timeout(10)
class MeterTest {
    private static final Path A = Path.of("a");
    private static final Path B = Path.of("b");
    private static final Path C = Path.of("c");

    @Test
    void threadsThatHaveEndedDoNotCountAndNewOnesCountWhole() {
        Meter.Reading before = new Meter.Reading(Map.of(A, 100L, B, 1000L), 7);
        Meter.Reading after = new Meter.Reading(Map.of(A, 130L, C, 5L), 10);

        assertThat(after.cpuSince(before)).isEqualTo(35);
        assertThat(after.requestsSince(before)).isEqualTo(3);
    }
}
