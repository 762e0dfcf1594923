package io.github.trunnion.compat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of docs/compatibility.md, from the files that {@link Results} wrote. Between the
 * marker lines of the page only what is written here may stand.
 */
public final class CompatibilityPage {
    static final String BEGIN = "<!-- generated from what ran -->\n";
    static final String END = "<!-- end of what ran -->\n";

    /** What the classes about one library showed together. */
    private static final class Row {
        final Map<String, String> facts = new TreeMap<>();
        final Map<Case, String> cases = new EnumMap<>(Case.class);
        final Map<String, String> shows = new TreeMap<>();

        void add(String key, String value) {
            if (key.startsWith("shows ")) {
                shows.put(key.substring("shows ".length()), value);
            } else if (key.equals(key.toLowerCase(Locale.ROOT))) {
                facts.merge(key, value, (a, b) -> b.isEmpty() ? a : b);
            } else {
                cases.merge(Case.valueOf(key), value, Row::together);
            }
        }

        /** Two classes may ask the same of two faces of a library: one that can is enough. */
        private static String together(String a, String b) {
            return rank(a) >= rank(b) ? a : b;
        }

        private static int rank(String result) {
            return result.equals(Results.FAILED)
                    ? 3
                    : result.equals(Results.YES) ? 2 : result.startsWith(Results.NO) ? 1 : 0;
        }

        boolean ran() {
            return !Results.FAILED.equals(cases.get(Case.VALUE))
                    && (Results.YES.equals(cases.get(Case.VALUE))
                            || Results.YES.equals(cases.get(Case.GIVEN_VALUE)));
        }

        Collection<String> failed() {
            return Stream.concat(
                            cases.entrySet().stream()
                                    .filter(e -> e.getValue().equals(Results.FAILED))
                                    .map(e -> e.getKey().name()),
                            shows.entrySet().stream()
                                    .filter(e -> e.getValue().equals(Results.FAILED))
                                    .map(Map.Entry::getKey))
                    .toList();
        }
    }

    private final Map<String, Row> rows = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private CompatibilityPage() {}

    /** Reads the results of all modules beside each other in a folder. */
    public static CompatibilityPage read(Path libraries) throws IOException {
        CompatibilityPage page = new CompatibilityPage();
        try (Stream<Path> modules = Files.list(libraries)) {
            for (Path module : modules.sorted().toList()) {
                Path results = module.resolve("target/compatibility");
                if (Files.isDirectory(results)) {
                    try (Stream<Path> files = Files.list(results)) {
                        files.sorted().forEach(page::add);
                    }
                }
            }
        }
        return page;
    }

    private void add(Path file) {
        Map<String, String> lines;
        try {
            lines =
                    Files.readAllLines(file).stream()
                            .map(line -> line.split("\t", 2))
                            .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Row row = rows.computeIfAbsent(lines.get("library"), name -> new Row());
        lines.forEach(row::add);
    }

    /** The libraries whose tests ran. */
    public List<String> ran() {
        return rows.entrySet().stream()
                .filter(e -> e.getValue().ran())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The libraries whose tests did not run, for want of a server say. */
    public List<String> notRun() {
        List<String> names = new ArrayList<>(rows.keySet());
        names.removeAll(ran());
        return names;
    }

    /** What failed, a line each; empty if nothing did. */
    public List<String> failed() {
        return rows.entrySet().stream()
                .filter(e -> !e.getValue().failed().isEmpty())
                .map(e -> e.getKey() + ": " + e.getValue().failed())
                .toList();
    }

    /** The page with the tables between its marker lines. */
    public String apply(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page lacks the line " + BEGIN + " or " + END);
        }
        return page.substring(0, begin + BEGIN.length()) + text() + page.substring(end);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append('\n').append(legend());
        table(text);
        rows.forEach((name, row) -> section(text, name, row));
        return text.toString();
    }

    private void table(StringBuilder text) {
        text.append("\n| Library | Version |");
        for (Case asked : Case.values()) {
            text.append(' ').append(asked.title).append(" |");
        }
        text.append("\n|---|---|").append(":-:|".repeat(Case.values().length)).append('\n');
        rows.forEach(
                (name, row) -> {
                    text.append("| [")
                            .append(name)
                            .append("](#")
                            .append(anchor(name))
                            .append(") | ");
                    text.append(row.facts.get("version")).append(" |");
                    for (Case asked : Case.values()) {
                        text.append(' ').append(cell(row.cases.get(asked))).append(" |");
                    }
                    text.append('\n');
                });
    }

    private static String cell(@Nullable String result) {
        if (result == null || result.startsWith(Results.NOT_RUN)) {
            return "-";
        }
        return result.startsWith(Results.NO) ? "no" : result;
    }

    private static void section(StringBuilder text, String name, Row row) {
        text.append("\n### ").append(name).append("\n").append(row.facts.get("by")).append(".\n");
        String needs = row.facts.getOrDefault("needs", "");
        if (!needs.isEmpty()) {
            text.append("The tests need ").append(needs).append(".\n");
        }
        List<String> cannot = new ArrayList<>();
        row.cases.forEach(
                (asked, result) -> {
                    if (result.startsWith(Results.NO)) {
                        String reason = result.substring(Results.NO.length());
                        cannot.add("- **" + asked.title + ": no.** " + reason + ".\n");
                    }
                });
        List<String> lines = new ArrayList<>(cannot);
        row.shows.forEach(
                (what, result) -> {
                    if (result.equals(Results.YES)) {
                        lines.add("- " + what + ".\n");
                    }
                });
        if (!lines.isEmpty()) {
            text.append('\n');
            lines.forEach(text::append);
        }
    }

    /** The anchor that GitHub makes of a heading. */
    private static String anchor(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum} -]", "").replace(' ', '-');
    }

    /** What the columns mean, a line each. */
    private static String legend() {
        StringBuilder text = new StringBuilder();
        for (Case asked : Case.values()) {
            text.append("- **")
                    .append(asked.title)
                    .append("**: ")
                    .append(asked.meaning)
                    .append("\n");
        }
        return text.toString();
    }
}
