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

/** Rows of the heap that one takes of what waits in great numbers. */
final class Heap {
    static final int STEPS = 2;

    private static final String COUNTED =
            "PollTask (waker, context and queue node) and TaskFuture; not the future itself";

    private Heap() {}

    static void measure(Size size, Report report, Progress progress)
            throws IOException, InterruptedException {
        Map<String, List<Double>> found =
                run(
                        List.of(),
                        size.pick("10000", "1000000", "1000000"),
                        size.pick("2000", "50000", "100000"),
                        size.pick("1", "3", "5"));
        progress.step("heap of what is parked");
        Map<String, List<Double>> compact =
                run(
                        List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseCompactObjectHeaders"),
                        size.pick("10000", "1000000", "1000000"),
                        "0",
                        "1");
        progress.step("the same with compact headers");
        Figure task = of(found, HeapFork.TASK);
        Figure carried = of(found, HeapFork.CARRIED);
        add(report, "heap per parked poll task", task, Target.gate(64), COUNTED);
        add(
                report,
                "heap per parked poll task, compact object headers",
                of(compact, HeapFork.TASK),
                null,
                COUNTED);
        add(
                report,
                "heap per parked poll task, without its TaskFuture",
                of(found, HeapFork.NODE),
                null,
                "by the fields of PollTask");
        add(
                report,
                "heap per virtual thread in an await, carrier",
                carried,
                null,
                "with its stack; not the future");
        add(
                report,
                "heap per virtual thread in CompletableFuture.join, JDK",
                of(found, HeapFork.JOINED),
                null,
                "with its stack; not the future");
        add(
                report,
                "heap per dependent of a CompletableFuture",
                of(found, HeapFork.DEPENDENT),
                null,
                "thenApply: the stage and what runs it");
        report.add(
                Row.of(
                        "micro",
                        "heap: virtual thread in an await, carrier / parked poll task",
                        Figure.ratio(
                                found.getOrDefault(HeapFork.CARRIED, List.of()),
                                found.getOrDefault(HeapFork.TASK, List.of())),
                        "x",
                        Target.gateAtLeast(10)));
    }

    private static void add(
            Report report, String name, Figure bytes, @Nullable Target target, String remark) {
        report.add(new Row("micro", name, bytes, "B", target, remark));
    }

    private static Figure of(Map<String, List<Double>> found, String name) {
        return Figure.of(found.getOrDefault(name, List.of()).stream().map(Heap::tenth).toList());
    }

    /** Less than that is what the JVM itself needs meanwhile. */
    private static double tenth(double bytes) {
        return Math.round(bytes * 10) / 10.0;
    }

    private static Map<String, List<Double>> run(List<String> jvmArgs, String... args)
            throws IOException, InterruptedException {
        List<String> jvm = new ArrayList<>(jvmArgs);
        jvm.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xms1g",
                        "-Xmx1g",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        Map<String, List<Double>> found = new HashMap<>();
        Fork.run(
                HeapFork.class,
                jvm,
                List.of(args),
                Duration.ofMinutes(2),
                line -> Counts.keep(line, found));
        return found;
    }
}
