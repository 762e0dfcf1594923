package io.github.trunnion.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.benchmarks.SmokeRun;
import io.github.trunnion.benchmarks.report.Report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class MicroSectionTest {
    @Test
    void smoke_measures_every_row() throws Exception {
        Report report = SmokeRun.of(new MicroSection());
        assertThat(report.rows())
                .filteredOn(row -> row.unit().equals("x") || row.unit().equals("ns"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.figure().value()).isPositive());
        assertThat(report.rows())
                .allSatisfy(row -> assertThat(row.figure().value()).isNotNegative());
    }
}
