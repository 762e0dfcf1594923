package io.github.trunnion.examples;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: the first one flush left, the others flush right. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes a table without rows. */
    public Table() {}

    /** Adds a row; the first one says how many cells a row has. */
    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    /** The rows as lines. */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(width(column) - cell.length());
            line.append(column == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
