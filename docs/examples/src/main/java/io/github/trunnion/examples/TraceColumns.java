package io.github.trunnion.examples;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The traces of some throwables side by side, each with its causes. */
public final class TraceColumns {
    private final int width;
    private final int deepest;
    private final List<List<String>> columns = new ArrayList<>();

    /**
     * Makes columns, none at first.
     *
     * @param width of each, in characters
     * @param deepest how many frames of each trace are shown
     */
    public TraceColumns(int width, int deepest) {
        this.width = width;
        this.deepest = deepest;
    }

    /**
     * Adds a column.
     *
     * @param name its heading
     * @param thrown what it shows, if anything
     */
    public void add(String name, @Nullable Throwable thrown) {
        List<String> lines = new ArrayList<>(List.of(name, "-".repeat(width - 2)));
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            lines.add((t == thrown ? "" : "caused by ") + t.getClass().getSimpleName());
            StackTraceElement[] trace = t.getStackTrace();
            for (int i = 0; i < Math.min(deepest, trace.length); i++) {
                lines.add("  " + shortened(trace[i]));
            }
            if (trace.length > deepest) {
                lines.add("  ... " + (trace.length - deepest) + " more");
            }
        }
        columns.add(lines);
    }

    private static String shortened(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    }

    /** The columns as lines of text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int rows = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            for (List<String> column : columns) {
                line.append(padded(row < column.size() ? column.get(row) : ""));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private String padded(String cell) {
        String cut = cell.length() < width ? cell : cell.substring(0, width - 2) + "~";
        return cut + " ".repeat(width - cut.length());
    }
}
