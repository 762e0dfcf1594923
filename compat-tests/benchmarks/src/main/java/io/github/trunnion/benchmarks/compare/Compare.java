package io.github.trunnion.benchmarks.compare;

import io.github.trunnion.benchmarks.growth.GrowthSection;
import io.github.trunnion.benchmarks.http.HttpSection;
import io.github.trunnion.benchmarks.micro.MicroSection;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.ReportJson;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;
import io.github.trunnion.benchmarks.report.SvgPlot;
import io.github.trunnion.benchmarks.report.TextTable;
import io.github.trunnion.benchmarks.server.ServerSection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs all benchmarks against the limit and the peers, prints a table with targets and verdicts,
 * and writes {@code report.json} and the pictures.
 *
 * <pre>
 * compare [quick | smoke] [only=server,http,micro,growth] [publish=DOCS]
 * </pre>
 *
 * With {@code publish} the page of that folder of documents is written anew.
 */
public final class Compare {
    private static final Path FOLDER = Path.of("target", "compare");
    private static final Path SOURCE = Path.of("src", "main", "c");

    private Compare() {}

    /** See above. */
    public static void main(String[] args) throws IOException {
        Size size = Size.FULL;
        List<String> only = List.of();
        String publish = "";
        for (String arg : args) {
            if (arg.startsWith("publish=")) {
                publish = arg.substring("publish=".length());
                continue;
            }
            if (arg.startsWith("only=")) {
                only = List.of(arg.substring("only=".length()).split(","));
            } else {
                size = size(arg);
            }
        }
        Report report = run(size, only, SOURCE, FOLDER, new Progress(System.out));
        System.out.println(TextTable.text(report));
        System.out.println("JSON and pictures: " + FOLDER.toAbsolutePath());
        if (!publish.isEmpty()) {
            new PerformancePage(Path.of(publish)).publish(report);
        }
    }

    private static Size size(String arg) {
        for (Size size : Size.values()) {
            if (arg.equals(size.toString())) {
                return size;
            }
        }
        throw new IllegalArgumentException(
                "There is no option "
                        + arg
                        + "; there are quick, smoke, full, publish=DOCS and only=SECTIONS, which"
                        + " are divided by commas");
    }

    /** Runs some sections, or all if none is named; one that fails leaves a row that says so. */
    static Report run(Size size, List<String> only, Path source, Path folder, Progress progress)
            throws IOException {
        List<Section> sections = sections(source, folder);
        for (String name : only) {
            if (sections.stream().noneMatch(section -> section.name().equals(name))) {
                throw new IllegalArgumentException(
                        "There is no section "
                                + name
                                + "; there are "
                                + sections.stream().map(Section::name).toList());
            }
        }
        Files.createDirectories(folder);
        Report report = new Report();
        report.fact("size", size.toString());
        Machine.describe(report);
        for (Section section : sections) {
            if (only.isEmpty() || only.contains(section.name())) {
                run(section, size, report, progress);
            }
        }
        write(report, folder);
        return report;
    }

    private static List<Section> sections(Path source, Path folder) {
        List<Section> sections = new ArrayList<>();
        sections.add(new ServerSection(source, folder));
        sections.add(new HttpSection());
        sections.add(new MicroSection());
        sections.add(new GrowthSection());
        return sections;
    }

    private static void run(Section section, Size size, Report report, Progress progress) {
        long start = System.nanoTime();
        try {
            section.run(size, report, progress);
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            report.add(Row.unknown(section.name(), "all of it", "", null, failed.toString()));
            progress.say(section.name() + " failed: " + failed);
        }
        report.fact(
                section.name() + " took",
                String.format(Locale.ROOT, "%.0f s", (System.nanoTime() - start) / 1e9));
    }

    private static void write(Report report, Path folder) throws IOException {
        Files.writeString(folder.resolve("report.json"), ReportJson.write(report));
        for (Plot plot : report.plots()) {
            Files.writeString(folder.resolve(plot.file() + ".svg"), SvgPlot.of(plot));
        }
    }
}
