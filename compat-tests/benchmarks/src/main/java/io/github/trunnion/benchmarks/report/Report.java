package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what a run finds. */
public final class Report {
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Grid> grids = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();

    /** Adds something about the run: the machine, a version, a tool that was not to be had. */
    public void fact(String name, String value) {
        facts.put(name, value);
    }

    /** Adds a line. */
    public void add(Row row) {
        rows.add(row);
    }

    /** Adds a table. */
    public void add(Grid grid) {
        grids.add(grid);
    }

    /** Adds a picture. */
    public void add(Plot plot) {
        plots.add(plot);
    }

    /** What is known about the run. */
    public Map<String, String> facts() {
        return facts;
    }

    /** All lines. */
    public List<Row> rows() {
        return rows;
    }

    /** All tables. */
    public List<Grid> grids() {
        return grids;
    }

    /** All pictures. */
    public List<Plot> plots() {
        return plots;
    }
}
