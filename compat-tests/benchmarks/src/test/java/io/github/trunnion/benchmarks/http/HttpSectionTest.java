package io.github.trunnion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** A server that answered otherwise than it should would not have been measured. */
@Timeout(120)
class HttpSectionTest {
    @Test
    void everyServerAnswersAndIsMeasured() throws Exception {
        if (!Wrk.isInstalled()) {
            if (Boolean.getBoolean("require.tools")) {
                fail("wrk is not installed");
            }
            assumeTrue(false, "wrk is not installed");
        }
        Report report = new Report();

        new HttpSection().run(Size.SMOKE, report, new Progress(System.out));

        assertThat(report.rows())
                .allSatisfy(
                        row -> {
                            assertThat(row.remark()).as(row.name()).isEmpty();
                            assertThat(row.figure().isKnown()).as(row.name()).isTrue();
                            assertThat(row.figure().value()).as(row.name()).isPositive();
                        });
        List<Row> throughputs =
                report.rows().stream().filter(row -> row.name().endsWith("throughput")).toList();
        assertThat(throughputs).hasSize(Contender.ALL.size());
        assertThat(report.plots()).hasSize(1);
        assertThat(report.plots().getFirst().series()).hasSize(Contender.ALL.size());
    }
}
