package io.github.trunnion.benchmarks;

import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;
import io.github.trunnion.benchmarks.report.Target;

import java.io.PrintStream;
import java.util.Locale;

/** Runs one part alone, and prints what it found as a table. */
public final class SectionRun {
    private SectionRun() {}

    /**
     * Runs and prints.
     *
     * @param section the part
     * @param args its size: smoke, quick or full; quick if there is none
     */
    public static void run(Section section, String[] args) throws Exception {
        Size size = args.length == 0 ? Size.QUICK : Size.valueOf(args[0].toUpperCase(Locale.ROOT));
        Report report = new Report();
        section.run(size, report, new Progress(System.out));
        print(report, System.out);
    }

    private static void print(Report report, PrintStream out) {
        int width = report.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (Row row : report.rows()) {
            Target target = row.target();
            out.printf(
                    "%-" + Math.max(1, width) + "s %9s %-5s [%s .. %s] %9s %-12s %s%n",
                    row.name(),
                    Row.number(row.figure().value()),
                    row.unit(),
                    Row.number(row.figure().low()),
                    Row.number(row.figure().high()),
                    target == null ? "" : target,
                    row.verdict(),
                    row.remark());
        }
    }
}
