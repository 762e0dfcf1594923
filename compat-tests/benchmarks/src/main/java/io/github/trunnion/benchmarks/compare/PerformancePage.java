package io.github.trunnion.benchmarks.compare;

import io.github.trunnion.benchmarks.report.Grid;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.ReportJson;
import io.github.trunnion.benchmarks.report.SvgPlot;
import io.github.trunnion.benchmarks.report.TextTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * docs/performance.md: what stands between its two marks is written from
 * docs/performance/report.json.
 */
final class PerformancePage {
    private static final String BEGIN = "<!-- begin of the last run -->\n";
    private static final String END = "<!-- end of the last run -->\n";

    private final Path page;
    private final Path folder;

    /** The page of a docs folder. */
    PerformancePage(Path docs) {
        page = docs.resolve("performance.md");
        folder = docs.resolve("performance");
    }

    /** Writes the report, its pictures and what the page says of them. */
    void publish(Report report) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.json"), ReportJson.write(report));
        for (Plot plot : report.plots()) {
            Files.writeString(folder.resolve(plot.file() + ".svg"), SvgPlot.of(plot));
        }
        Files.writeString(page, withBlock(text(), block(report)));
    }

    /** The page as it is. */
    String text() throws IOException {
        return Files.readString(page);
    }

    /** The page as the report that lies beside it would have it. */
    String expected() throws IOException {
        Report report = ReportJson.read(Files.readString(folder.resolve("report.json")));
        return withBlock(text(), block(report));
    }

    private String withBlock(String text, String block) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    page + " needs the lines " + BEGIN.strip() + " and " + END.strip());
        }
        return text.substring(0, begin + BEGIN.length()) + block + text.substring(end);
    }

    private static String block(Report report) {
        StringBuilder block = new StringBuilder();
        block.append(TextTable.summary(report).strip()).append("\n\n");
        block.append("| the run | |\n|---|---|\n");
        report.facts().forEach((name, value) -> block.append("| " + name + " | " + value + " |\n"));
        block.append('\n').append(TextTable.markdownRows(report));
        for (Plot plot : report.plots()) {
            block.append("\n![" + plot.title() + "](performance/" + plot.file() + ".svg)\n");
        }
        for (Grid grid : report.grids()) {
            block.append('\n').append(TextTable.markdown(grid));
        }
        return block.toString();
    }
}
