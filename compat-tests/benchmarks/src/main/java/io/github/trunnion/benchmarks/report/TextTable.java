package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a terminal, and in Markdown. */
public final class TextTable {
    private TextTable() {}

    /** All rows and grids, as text. */
    public static String text(Report report) {
        StringBuilder text = new StringBuilder();
        for (Grid grid : report.grids()) {
            text.append(line("%n%-28s %s", grid.title(), ""));
            text.append(line("%-28s%s", "", cells(grid.columns())));
            grid.lines()
                    .forEach(
                            (name, figures) ->
                                    text.append(line("%-28s%s", name, cells(numbers(figures)))));
        }
        text.append(
                line(
                        "%n%-72s %9s %19s %4s %9s  %s",
                        "", "median", "range", "", "target", "verdict"));
        for (Row row : report.rows()) {
            text.append(
                    line(
                            "%-72s %9s %19s %4s %9s  %s",
                            row.section() + ": " + row.name(),
                            Row.number(row.figure().value()),
                            range(row.figure()),
                            row.unit(),
                            target(row),
                            verdict(row)));
        }
        return text.append(summary(report)).toString();
    }

    /** How many rows were judged, and how. */
    public static String summary(Report report) {
        long judged = report.rows().stream().filter(row -> row.target() != null).count();
        return line(
                "%n%d rows have a target: %d pass, %d fall short (%d of them gates), %d were not"
                        + " measured. Gates are marked with !.",
                judged,
                count(report, "PASS"),
                count(report, "FALLS SHORT"),
                report.rows().stream()
                        .filter(row -> row.verdict().equals("FALLS SHORT"))
                        .filter(row -> row.target() != null && row.target().gate())
                        .count(),
                report.rows().stream()
                        .filter(row -> row.target() != null && !row.figure().isKnown())
                        .count());
    }

    private static long count(Report report, String verdict) {
        return report.rows().stream().filter(row -> row.verdict().equals(verdict)).count();
    }

    /** The rows that are judged. */
    public static String markdownRows(Report report) {
        StringBuilder text = new StringBuilder();
        text.append("| what | median | range | target | verdict |\n|---|---|---|---|---|\n");
        for (Row row : report.rows()) {
            if (row.target() != null) {
                text.append(
                        line(
                                "| %s: %s | %s %s | %s | %s | %s |",
                                row.section(),
                                row.name(),
                                Row.number(row.figure().value()),
                                row.unit(),
                                range(row.figure()),
                                target(row),
                                verdict(row)));
            }
        }
        return text.toString();
    }

    /** One grid. */
    public static String markdown(Grid grid) {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(grid.title()).append(" | ");
        text.append(String.join(" | ", grid.columns())).append(" |\n|---");
        text.append("|---".repeat(grid.columns().size())).append("|\n");
        grid.lines()
                .forEach(
                        (name, figures) ->
                                text.append(
                                        line(
                                                "| %s | %s |",
                                                name, String.join(" | ", numbers(figures)))));
        return text.toString();
    }

    private static String verdict(Row row) {
        return row.remark().isEmpty() ? row.verdict() : row.verdict() + " (" + row.remark() + ")";
    }

    private static String target(Row row) {
        return row.target() == null ? "" : row.target().toString();
    }

    private static String range(Figure figure) {
        return figure.low() == figure.high()
                ? ""
                : Row.number(figure.low()) + " to " + Row.number(figure.high());
    }

    private static List<String> numbers(List<Double> figures) {
        List<String> numbers = new ArrayList<>();
        figures.forEach(figure -> numbers.add(Row.number(figure)));
        return numbers;
    }

    private static String cells(List<String> cells) {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(String.format("%12s", cell)));
        return text.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // formats are literals here
    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing() + "\n";
    }
}
