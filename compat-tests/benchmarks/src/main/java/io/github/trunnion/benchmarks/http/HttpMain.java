package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Size;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** Runs the HTTP servers alone and prints what was found. */
public final class HttpMain {
    private HttpMain() {}

    /**
     * Runs them.
     *
     * @param args smoke, quick or full; quick if there are none
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Size size = args.length == 0 ? Size.QUICK : Size.valueOf(args[0].toUpperCase(Locale.ROOT));
        Report report = new Report();
        new HttpSection().run(size, report, new Progress(System.out));
        print(System.out, report);
    }

    private static void print(PrintStream out, Report report) {
        out.printf("%n%-75s %10s %21s %-4s%n", "what", "median", "range", "unit");
        for (Row row : report.rows()) {
            Figure figure = row.figure();
            String range = Row.number(figure.low()) + " - " + Row.number(figure.high());
            String target = row.target() == null ? "" : row.target() + " " + row.verdict();
            out.printf(
                    "%-75s %10s %21s %-4s %s %s%n",
                    row.name(),
                    Row.number(figure.value()),
                    range,
                    row.unit(),
                    target,
                    row.remark());
        }
    }
}
