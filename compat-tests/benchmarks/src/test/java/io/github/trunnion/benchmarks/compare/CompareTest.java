package io.github.trunnion.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.benchmarks.process.LoadGenerator;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.ReportJson;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Size;
import io.github.trunnion.benchmarks.report.TextTable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything runs, however short; whether the targets are met says the real run. */
@Timeout(240)
class CompareTest {
    private static final Path SOURCE = Path.of("src", "main", "c");

    @TempDir Path folder;

    @Test
    void smokeOfTheServers_measuresEveryVariant_andWritesAllFiles() throws Exception {
        if (!Boolean.getBoolean("require.tools")) {
            assumeTrue(LoadGenerator.isAvailable(), "no C compiler for the load generator");
        }
        Report report =
                Compare.run(
                        Size.SMOKE, List.of("server"), SOURCE, folder, new Progress(System.out));
        assertThat(report.rows())
                .as(TextTable.text(report))
                .allMatch(row -> row.figure().isKnown() || row.remark().contains("perf"));
        assertThat(report.rows()).filteredOn(row -> row.unit().equals("x")).hasSizeGreaterThan(20);
        assertThat(report.grids())
                .allSatisfy(
                        grid ->
                                assertThat(grid.lines().values())
                                        .hasSizeGreaterThan(8)
                                        .allMatch(l -> l.size() == grid.columns().size()));
        assertThat(folder.resolve("server-cpu.svg")).content().contains("JDK virtual threads");
        Report read = ReportJson.read(Files.readString(folder.resolve("report.json")));
        assertEquals(TextTable.text(report), TextTable.text(read));
    }

    @Test
    void sectionThatDoesNotExist_isRefused_beforeAnythingRuns() {
        Progress silent = new Progress(new PrintStream(java.io.OutputStream.nullOutputStream()));
        assertThat(
                        assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Compare.run(
                                                Size.SMOKE,
                                                List.of("nonsense"),
                                                SOURCE,
                                                folder,
                                                silent)))
                .hasMessageContaining("There is no section nonsense; there are [server");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void optionThatDoesNotExist_isRefused() {
        assertThat(
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Compare.main(new String[] {"--quick"})))
                .hasMessageContaining("There is no option --quick");
    }

    @Test
    void rowWithoutAFigure_isNotMeasured_andSaysWhy() {
        Row row = Row.unknown("server", "all", "x", null, "no tool");
        Report report = new Report();
        report.add(row);
        assertEquals("NOT MEASURED", row.verdict());
        assertThat(TextTable.text(report)).contains("NOT MEASURED (no tool)");
    }
}
