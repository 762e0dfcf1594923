package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures of one kind, a line for each thing that is compared; for orientation, nothing is judged.
 *
 * @param title what they are, with the unit
 * @param columns under what they were measured
 * @param lines what is compared, and a figure for each column; not a number if there is none
 */
public record Grid(String title, List<String> columns, Map<String, List<Double>> lines) {
    /** An empty one. */
    public Grid(String title, List<String> columns) {
        this(title, columns, new LinkedHashMap<>());
    }

    /** Adds a figure to a line. */
    public void add(String line, double figure) {
        lines.computeIfAbsent(line, l -> new ArrayList<>()).add(figure);
    }
}
