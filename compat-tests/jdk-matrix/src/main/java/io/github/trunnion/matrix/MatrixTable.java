package io.github.trunnion.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rows of a matrix, for people. */
final class MatrixTable {
    private static final int MOST_LINE = 160;

    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> skips = new TreeMap<>();

    /** A JDK on which nothing was run. */
    void addMissing(Jdk jdk) {
        rows.add("| %d | SKIPPED: %s | | | | |".formatted(jdk.major(), cell(jdk.version())));
    }

    void add(Jdk jdk, String mode, Counts counts, double seconds) {
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %d | %d | %d | %.0f |",
                        jdk.version(),
                        mode,
                        counts.tests(),
                        counts.failures().size(),
                        counts.skips().size(),
                        seconds));
        for (String failure : counts.failures()) {
            failures.add("- JDK " + jdk.version() + ", " + mode + ": " + line(failure));
        }
        for (String skip : counts.skips()) {
            String reason = skip.substring(skip.indexOf(": ") + 1).strip();
            skips.merge(
                    "JDK " + jdk.version() + ", " + mode + ": " + line(reason), 1, Integer::sum);
        }
    }

    boolean hasFailures() {
        return !failures.isEmpty();
    }

    /** The table, then what failed, then why tests were skipped. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("| JDK | mode | tests | failures | skipped | seconds |");
        lines.add("|---|---|---|---|---|---|");
        lines.addAll(rows);
        if (hasFailures()) {
            lines.add("");
            lines.add("Failures:");
            lines.addAll(failures);
        }
        if (!skips.isEmpty()) {
            lines.add("");
            lines.add("Skipped tests:");
            skips.forEach((reason, count) -> lines.add("- " + reason + " (" + count + ")"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String line(String text) {
        return text.length() <= MOST_LINE ? text : text.substring(0, MOST_LINE) + "...";
    }

    private static String cell(String text) {
        return line(text).replace("|", "\\|");
    }
}
