package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.Fork;
import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Size;
import io.github.trunnion.benchmarks.report.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of what is counted and not timed: unparks and allocated bytes. */
final class Counts {
    static final int STEPS = 1;

    /** Told from one JVM to the other as name and number. */
    static final String BUSY = "busy";

    static final String FREE = "free";
    static final String CURRENT = "current";
    static final String ACQUIRE = "acquire";

    private Counts() {}

    static void measure(Size size, Report report, Progress progress)
            throws IOException, InterruptedException {
        Map<String, List<Double>> found = new HashMap<>();
        Fork.run(
                CountsFork.class,
                List.of("-XX:+UseParallelGC"),
                List.of(size.pick("10000", "1000000", "1000000"), size.pick("1", "3", "5")),
                Duration.ofMinutes(2),
                line -> keep(line, found));
        progress.step("bytes of a held hook, unparks of foreign submits");
        report.add(
                row(
                        "registering a held hook again: bytes allocated",
                        "B",
                        Target.gate(0),
                        "a look whether the lease is current, as a channel does in each poll",
                        found.get(CURRENT)));
        report.add(
                new Row(
                        "micro",
                        "another lease of a held hook, and its close: bytes allocated",
                        Figure.of(found.getOrDefault(ACQUIRE, List.of())),
                        "B",
                        null,
                        "once for each channel"));
        report.add(
                row(
                        "unblocks per million foreign submits, carrier inside a task",
                        "",
                        Target.gate(1000),
                        "the most of: plain and in a hook, by one thread and by two",
                        found.get(BUSY)));
        report.add(
                row(
                        "unblocks per million foreign submits, carrier parks when it has nothing",
                        "",
                        Target.gate(1000),
                        "the most of: plain and in a hook, by one thread and by two",
                        found.get(FREE)));
    }

    private static Row row(
            String name, String unit, Target target, String remark, @Nullable List<Double> rounds) {
        return new Row(
                "micro",
                name,
                Figure.of(rounds == null ? List.of() : rounds),
                unit,
                target,
                remark);
    }

    static void keep(String line, Map<String, List<Double>> found) {
        int space = line.indexOf(' ');
        found.computeIfAbsent(line.substring(0, space), name -> new ArrayList<>())
                .add(Double.parseDouble(line.substring(space + 1)));
    }
}
