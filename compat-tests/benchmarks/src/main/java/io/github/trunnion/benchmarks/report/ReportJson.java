package io.github.trunnion.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;

/** A report as JSON and back. */
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // the parts of records only
                    .build();

    private record Content(
            Map<String, String> facts, List<Row> rows, List<Grid> grids, List<Plot> plots) {}

    private ReportJson() {}

    /** Writes all of it. */
    public static String write(Report report) {
        try {
            return MAPPER.writeValueAsString(
                            new Content(
                                    report.facts(), report.rows(), report.grids(), report.plots()))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Report read(String json) {
        try {
            Content content = MAPPER.readValue(json, Content.class);
            Report report = new Report();
            content.facts.forEach(report::fact);
            content.rows.forEach(report::add);
            content.grids.forEach(report::add);
            content.plots.forEach(report::add);
            return report;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no report", e);
        }
    }
}
