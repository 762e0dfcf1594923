package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;

import org.openjdk.jmh.runner.RunnerException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What single operations cost: ratios to the means of the JDK, times, bytes and counts.
 *
 * <p>A round runs each benchmark once, in a JVM of its own, one after another with what it is
 * compared with. The ratio of a round is that of the best iterations.
 */
public final class MicroSection implements Section {
    private static final String NAME = "micro";
    private static final Path LOG = Path.of("target", "micro", "jmh.log");

    private final Map<String, List<Double>> best = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /** Nothing is measured yet. */
    public MicroSection() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Size size, Report report, Progress progress) throws Exception {
        best.clear();
        failures.clear();
        List<Pair> pairs =
                size.pick(
                        Benchmarks.SMOKE_PAIRS,
                        Benchmarks.PAIRS.stream().filter(Benchmarks::isQuick).toList(),
                        Benchmarks.PAIRS);
        List<Single> singles =
                size.pick(
                        Benchmarks.SMOKE_SINGLES,
                        Benchmarks.SINGLES.stream().filter(Single::hasTarget).toList(),
                        Benchmarks.SINGLES);
        Set<String> benchmarks = inOrder(pairs, singles);
        int rounds = size.pick(1, 3, 5);
        progress.begin(NAME, rounds * benchmarks.size() + Counts.STEPS + Heap.STEPS);
        Counts.measure(size, report, progress);
        Heap.measure(size, report, progress);
        Jmh.Length length =
                size.pick(
                        new Jmh.Length(0, 1, Duration.ofMillis(10)),
                        new Jmh.Length(5, 5, Duration.ofMillis(150)),
                        new Jmh.Length(5, 5, Duration.ofMillis(200)));
        try (Jmh jmh = new Jmh(LOG, length)) {
            for (int round = 1; round <= rounds; round++) {
                for (String benchmark : benchmarks) {
                    double nanos = measure(jmh, benchmark);
                    best.computeIfAbsent(benchmark, b -> new ArrayList<>()).add(nanos);
                    progress.step(
                            "round " + round + "  " + benchmark + "  " + time(Figure.of(nanos)));
                }
            }
        }
        pairs.forEach(pair -> report.add(row(pair)));
        singles.forEach(single -> report.add(row(single)));
    }

    private static Set<String> inOrder(List<Pair> pairs, List<Single> singles) {
        Set<String> benchmarks = new LinkedHashSet<>();
        for (Pair pair : pairs) {
            benchmarks.add(pair.ours());
            benchmarks.add(pair.baseline());
        }
        singles.forEach(single -> benchmarks.add(single.benchmark()));
        return benchmarks;
    }

    private double measure(Jmh jmh, String benchmark) {
        try {
            return jmh.best(benchmark);
        } catch (RunnerException failed) {
            failures.put(benchmark, failed.getMessage() + ", see " + LOG);
            return Double.NaN;
        }
    }

    private Row row(Pair pair) {
        List<Double> ours = rounds(pair.ours());
        List<Double> baseline = rounds(pair.baseline());
        String times = time(Figure.of(ours)) + " to " + time(Figure.of(baseline));
        return new Row(
                NAME,
                pair.title(),
                Figure.ratio(ours, baseline),
                "x",
                pair.target(),
                remark(times, pair.ours(), pair.baseline()));
    }

    private Row row(Single single) {
        return new Row(
                NAME,
                single.title(),
                Figure.of(rounds(single.benchmark())),
                "ns",
                single.target(),
                remark("", single.benchmark()));
    }

    private List<Double> rounds(String benchmark) {
        return best.getOrDefault(benchmark, List.of());
    }

    private String remark(String otherwise, String... benchmarks) {
        for (String benchmark : benchmarks) {
            String failure = failures.get(benchmark);
            if (failure != null) {
                return benchmark + ": " + failure;
            }
        }
        return otherwise;
    }

    private static String time(Figure nanos) {
        return Row.number(nanos.value()) + " ns";
    }
}
