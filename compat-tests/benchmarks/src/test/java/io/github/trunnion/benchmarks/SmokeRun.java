package io.github.trunnion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;

/** Runs a section in its smallest size; figures are not judged. */
public final class SmokeRun {
    private SmokeRun() {}

    public static Report of(Section section) throws Exception {
        Report report = new Report();
        section.run(Size.SMOKE, report, new Progress(System.out));
        assertThat(report.rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.section()).isEqualTo(section.name()))
                .allSatisfy(row -> assertThat(row.figure().isKnown()).as(row.toString()).isTrue());
        assertThat(report.rows().stream().map(Row::name)).doesNotHaveDuplicates();
        return report;
    }
}
