package io.github.trunnion.matrix;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the tests of one folder in this JVM; the part of the matrix that runs on each JDK. */
public final class TestRun implements TestExecutionListener {
    /** How long one test may take. */
    private static final String LIMIT = "60 s";

    private final PrintStream out;
    private final Map<String, Long> started = new ConcurrentHashMap<>();
    private final Map<String, Long> nanosByClass = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> skips = new ArrayList<>();
    private int tests;

    private TestRun(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs tests and writes how they ended.
     *
     * @param args the file of the result, the folder of test classes, and the tags to leave out
     *     with commas between them
     * @throws Exception whatever keeps the tests from being run
     */
    public static void main(String[] args) throws Exception {
        run(
                DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(args[1]))),
                args[2],
                Path.of(args[0]),
                System.out);
        System.exit(0); // whatever threads a test has left
    }

    /** Runs what is selected but for the tests of some tags. */
    static void run(
            List<? extends DiscoverySelector> selectors,
            String tagsLeftOut,
            Path result,
            PrintStream out)
            throws IOException {
        TestRun run = new TestRun(out);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectors)
                        .filters(
                                ClassNameFilter.includeClassNamePatterns(".*Test"),
                                TagFilter.excludeTags(tagsLeftOut.split(",")))
                        .configurationParameter("junit.jupiter.execution.timeout.default", LIMIT)
                        .configurationParameter(
                                "junit.jupiter.execution.timeout.threaddump.enabled", "true")
                        .build();
        LauncherFactory.create().execute(request, run);
        Files.writeString(result, run.summary(), StandardCharsets.UTF_8);
    }

    private synchronized String summary() {
        List<String> lines = new ArrayList<>();
        lines.add("tests " + tests);
        failures.forEach(name -> lines.add("failed " + name));
        skips.forEach(name -> lines.add("skipped " + name));
        nanosByClass.forEach(
                (name, nanos) ->
                        lines.add("millis " + name + " " + Duration.ofNanos(nanos).toMillis()));
        return String.join("\n", lines) + "\n";
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        started.put(id.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier id, String reason) {
        if (id.isTest()) {
            tests++;
        }
        skips.add(name(id) + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
        Long start = started.remove(id.getUniqueId());
        if (id.isTest()) {
            tests++;
        } else if (start != null && id.getParentId().filter(p -> !p.contains("/")).isPresent()) {
            nanosByClass.put(id.getDisplayName(), System.nanoTime() - start);
        }
        String why =
                result.getThrowable()
                        .map(Throwable::toString)
                        .orElse("")
                        .lines()
                        .findFirst()
                        .orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> {}
            case ABORTED -> skips.add(name(id) + ": " + why);
            case FAILED -> {
                failures.add(name(id) + ": " + why);
                out.println("FAILED " + name(id));
                result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
            }
        }
    }

    private static String name(TestIdentifier id) {
        return id.getUniqueIdObject().getSegments().stream()
                .skip(1)
                .map(segment -> segment.getValue().replaceAll("^.*\\.|\\(.*\\)$", ""))
                .reduce((above, below) -> above + "." + below)
                .orElseGet(id::getDisplayName);
    }
}
