package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Series;
import io.github.trunnion.benchmarks.report.Target;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Makes rows and a picture of samples. */
final class HttpRows {
    /** The numbers of connections that have rows; the picture has all. */
    private static final List<Integer> IN_ROWS = List.of(16, 128);

    private static final Map<Contender, Target> TARGETS =
            Map.of(
                    Contender.JDK, Target.atMost(0.9),
                    Contender.HELIDON, Target.atMost(1.0));

    private final String section;
    private final Plan plan;
    private final Samples samples;
    private final Report report;

    HttpRows(String section, Plan plan, Samples samples, Report report) {
        this.section = section;
        this.plan = plan;
        this.samples = samples;
        this.report = report;
    }

    /** Adds all of them. */
    void add() {
        for (int connections : IN_ROWS) {
            if (plan.connections().contains(connections)) {
                Contender.ALL.forEach(contender -> figures(contender, connections));
                Contender.ALL.stream()
                        .filter(contender -> contender != Contender.OURS)
                        .forEach(contender -> ratio(contender, connections));
            }
        }
        report.add(
                new Plot(
                        "http-cpu-by-connections",
                        "CPU time of a server for a GET of " + Payload.body().length + " bytes",
                        "connections",
                        "us of CPU for each request",
                        series()));
    }

    private void figures(Contender contender, int connections) {
        figure(contender, connections, "CPU per request", Burst::cpu, "us");
        figure(contender, connections, "throughput", Burst::throughput, "1/s");
        figure(contender, connections, "p50", Burst::median, "us");
        figure(contender, connections, "p99", Burst::p99, "us");
    }

    private void figure(
            Contender contender,
            int connections,
            String what,
            ToDoubleFunction<Burst> part,
            String unit) {
        Figure figure = samples.figure(contender, connections, part);
        String name = contender + ", " + connections + " connections: " + what;
        add(name, figure, unit, null, samples.failure(contender));
    }

    private void ratio(Contender other, int connections) {
        Figure figure = samples.ratio(Contender.OURS, other, connections, Burst::cpu);
        String name =
                Contender.OURS
                        + " / "
                        + other
                        + ", "
                        + connections
                        + " connections: CPU per request";
        String why = samples.failure(Contender.OURS);
        add(name, figure, "x", TARGETS.get(other), why.isEmpty() ? samples.failure(other) : why);
    }

    private void add(
            String name, Figure figure, String unit, @Nullable Target target, String remark) {
        report.add(
                figure.isKnown()
                        ? new Row(section, name, figure, unit, target, remark)
                        : Row.unknown(section, name, unit, target, remark));
    }

    private List<Series> series() {
        List<Series> all = new ArrayList<>();
        for (Contender contender : Contender.ALL) {
            Series series = new Series(contender.name());
            for (int connections : plan.connections()) {
                Figure figure = samples.figure(contender, connections, Burst::cpu);
                if (figure.isKnown()) {
                    series.add(connections, figure);
                }
            }
            all.add(series);
        }
        return all;
    }
}
