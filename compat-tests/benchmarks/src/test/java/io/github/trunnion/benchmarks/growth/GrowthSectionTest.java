package io.github.trunnion.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.benchmarks.SmokeRun;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Series;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class GrowthSectionTest {
    @Test
    void smoke_measures_every_row() throws Exception {
        Report report = SmokeRun.of(new GrowthSection());
        assertThat(report.rows())
                .filteredOn(row -> row.unit().equals("x"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.figure().value()).isPositive());
        assertThat(report.plots()).hasSize(1);
        Plot plot = report.plots().getFirst();
        assertThat(plot.series()).hasSameSizeAs(Sweeps.ALL);
        for (Series series : plot.series()) {
            assertThat(series.points())
                    .as(series.name())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(point -> assertThat(point.y()).isPositive());
        }
    }
}
