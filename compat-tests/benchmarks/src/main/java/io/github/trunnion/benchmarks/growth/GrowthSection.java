package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.benchmarks.Fork;
import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Plot;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Series;
import io.github.trunnion.benchmarks.report.Size;
import io.github.trunnion.benchmarks.report.Target;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the cost of tasks, timers, chains, fan-ins and virtual threads grows with their number. */
public final class GrowthSection implements Section {
    static final String CARRIERS = "carriers";

    private static final String NAME = "growth";
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseParallelGC",
                    "-Xms1g",
                    "-Xmx1g",
                    "-XX:+UseTransparentHugePages",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED");

    private final Map<String, Series> totals = new HashMap<>();
    private final Map<String, List<Double>> onCarriers = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /** Nothing is measured yet. */
    public GrowthSection() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Size size, Report report, Progress progress) throws Exception {
        totals.clear();
        onCarriers.clear();
        failures.clear();
        List<String> names =
                Stream.concat(Sweeps.ALL.stream().map(Sweep::name), Stream.of(CARRIERS)).toList();
        // Each in a JVM of its own, as what runs first trains the compiler for what comes next.
        List<List<String>> forks =
                size == Size.SMOKE ? List.of(names) : names.stream().map(List::of).toList();
        progress.begin(NAME, forks.size());
        for (List<String> fork : forks) {
            measure(size, fork);
            progress.step(fork.size() == 1 ? fork.getFirst() : "all");
        }
        Plot plot =
                new Plot(
                        "growth",
                        "Cost of each as their number grows",
                        "number",
                        "ns each",
                        new ArrayList<>());
        for (Sweep sweep : Sweeps.ALL) {
            Series total = totals.getOrDefault(sweep.name(), new Series(sweep.name()));
            report.add(row(sweep, total));
            plot.series().add(each(total));
        }
        report.add(ofTwo("independent work: time on 2 carriers / on 1", GrowthFork.WORK));
        report.add(ofTwo("foreign submits: time to 2 carriers / to 1", GrowthFork.SUBMITS));
        report.add(plot);
    }

    private void measure(Size size, List<String> names) throws InterruptedException {
        List<String> args =
                new ArrayList<>(
                        size.pick(
                                List.of("1000", "1", "2", "1", "1"),
                                List.of("1000000", "1", "3", "500", "100"),
                                List.of("1000000", "2", "7", "2000", "500")));
        args.addAll(names);
        try {
            Fork.run(GrowthFork.class, JVM, args, Duration.ofMinutes(2), this::found);
        } catch (IOException failed) {
            names.forEach(name -> failures.put(name, String.valueOf(failed.getMessage())));
        }
    }

    private void found(String line) {
        List<String> parts = List.of(line.split("\t", -1));
        String name = parts.get(0);
        double nanos = Double.parseDouble(parts.get(2));
        if (name.equals(GrowthFork.WORK) || name.equals(GrowthFork.SUBMITS)) {
            onCarriers.computeIfAbsent(name + parts.get(1), n -> new ArrayList<>()).add(nanos);
        } else {
            totals.computeIfAbsent(name, Series::new)
                    .add(Double.parseDouble(parts.get(1)), Figure.of(nanos));
        }
    }

    private Row row(Sweep sweep, Series total) {
        String failure = failures.get(sweep.name());
        Target target = Target.atMost(sweep.exponent());
        String name = "growth of " + sweep.name() + ": exponent";
        if (failure != null) {
            return Row.unknown(NAME, name, "", target, failure);
        }
        double exponent = Growth.exponent(total);
        return new Row(NAME, name, Figure.of(exponent), "", target, Growth.remark(sweep, total));
    }

    private static Series each(Series total) {
        Series each = new Series(total.name());
        total.points().forEach(p -> each.add(p.x(), Figure.of(p.y() / p.x())));
        return each;
    }

    private Row ofTwo(String name, String key) {
        String failure = failures.get(CARRIERS);
        if (failure != null) {
            return Row.unknown(NAME, name, "x", null, failure);
        }
        return new Row(
                NAME,
                name,
                Figure.ratio(
                        onCarriers.getOrDefault(key + 2, List.of()),
                        onCarriers.getOrDefault(key + 1, List.of())),
                "x",
                null,
                "on " + Runtime.getRuntime().availableProcessors() + " processors");
    }
}
