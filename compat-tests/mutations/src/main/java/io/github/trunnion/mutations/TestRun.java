package io.github.trunnion.mutations;

import com.sun.management.HotSpotDiagnosticMXBean;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs test classes, or single methods of them, one after the other in a JVM of its own, until a
 * test fails or hangs, and says in a file how that went; see {@link Verdict}.
 */
final class TestRun implements TestExecutionListener {
    /** How long a test may take, and how much longer than it took with the code as it is. */
    private static final long LEAST_LIMIT = TimeUnit.SECONDS.toNanos(20);

    private static final int SLOWER = 8;

    private final Path file;
    private final TestTimes times;
    private final AtomicLong passed = new AtomicLong();

    /** The test that runs now; read by the watchdog. */
    private volatile @Nullable String running;

    /** When it began. */
    private volatile long since;

    private TestRun(Path file, TestTimes times) {
        this.file = file;
        this.times = times;
    }

    /**
     * Runs {@code args[2..]}, {@code Class} or {@code Class#method} each, and writes the verdict to
     * the file {@code args[0]}. How long a test may take depends on how long it took before, which
     * is in the file {@code args[1]}.
     */
    public static void main(String[] args) throws IOException {
        TestTimes times = TestTimes.read(Path.of(args[1]));
        TestRun run = new TestRun(Path.of(args[0]), times);
        ProcessHandle starter = ProcessHandle.current().parent().orElseThrow();
        CompletableFuture<Void> unused = starter.onExit().thenRun(TestRun::endWithout);
        Thread.ofPlatform().name("watchdog").daemon().start(run::watch);
        Launcher launcher = LauncherFactory.create();
        for (String name : List.of(args).subList(2, args.length)) {
            run.since = System.nanoTime();
            run.running = name.substring(name.lastIndexOf('.') + 1);
            LauncherDiscoveryRequest request =
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass(className(name)))
                            .filters(
                                    TagFilter.excludeTags(
                                            "module",
                                            "million")) // the class path; and a heap too small
                            .filters(only(name))
                            .build();
            launcher.execute(request, run);
        }
        if (!Files.exists(Path.of(args[1]))) {
            times.write(Path.of(args[1])); // the code as it is; edits do not count
        }
        run.end(new Verdict(Verdict.Kind.PASSED, run.passed + " tests", ""));
    }

    /** Who has started this is gone: nobody reads a verdict. */
    private static void endWithout() {
        Runtime.getRuntime().halt(1);
    }

    private static String className(String name) {
        int method = name.indexOf('#');
        return method < 0 ? name : name.substring(0, method);
    }

    /** Selecting a method would need its parameter types. */
    private static PostDiscoveryFilter only(String name) {
        int method = name.indexOf('#');
        String wanted = name.substring(method + 1);
        return descriptor ->
                FilterResult.includedIf(
                        method < 0
                                || !(descriptor.getSource().orElse(null) instanceof MethodSource m)
                                || m.getMethodName().equals(wanted));
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
            String test = running;
            if (test != null) {
                long limit = Math.max(LEAST_LIMIT, SLOWER * times.of(test));
                if (System.nanoTime() - since > limit) {
                    dumpThreads();
                    String after = "still running after %d s".formatted(limit / 1_000_000_000);
                    end(new Verdict(Verdict.Kind.HUNG, test, after));
                }
            }
        }
    }

    /** Virtual threads as well, to the output of this JVM. */
    private static void dumpThreads() {
        try {
            Path dump = Files.createTempDirectory("hang").resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(
                            dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            System.out.println(Files.readString(dump));
            Files.delete(dump);
            Files.delete(dump.getParent());
        } catch (IOException noDump) {
            System.out.println("No thread dump: " + noDump);
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        since = System.nanoTime();
        running = nameOf(test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        times.add(nameOf(test), System.nanoTime() - since);
        since = System.nanoTime();
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            Throwable thrown = result.getThrowable().orElse(null);
            if (thrown != null) {
                thrown.printStackTrace();
            }
            String message = thrown == null ? "" : thrown.toString();
            end(new Verdict(Verdict.Kind.FAILED, nameOf(test), message));
        }
        if (test.isTest()) {
            passed.incrementAndGet();
        }
    }

    private static String nameOf(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source -> simple(source.getClassName()) + "." + source.getMethodName())
                .orElseGet(test::getDisplayName);
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
    }

    private synchronized void end(Verdict verdict) {
        try {
            Files.writeString(file, verdict.write());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Runtime.getRuntime().halt(0); // whatever threads a wrong edit has left
        }
    }
}
