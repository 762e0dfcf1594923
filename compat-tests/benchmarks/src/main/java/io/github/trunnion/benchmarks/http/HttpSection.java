package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A plain-text GET over loopback, by the program wrk: CPU time, throughput and latency of servers
 * that each have one event loop or carrier and one core. All are up at once and take turns within a
 * round, so that what disturbs the machine disturbs all of them.
 */
public final class HttpSection implements Section {
    private static final int WARM_UP_CONNECTIONS = 16;

    private final Path folder;

    /** Has what servers write in {@code target/http}. */
    public HttpSection() {
        this(Path.of("target", "http"));
    }

    HttpSection(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void run(Size size, Report report, Progress progress)
            throws IOException, InterruptedException {
        Plan plan = Plan.of(size);
        Samples samples = new Samples();
        if (Wrk.isInstalled()) {
            measure(plan, samples, progress);
        } else {
            Contender.ALL.forEach(contender -> samples.fail(contender, "wrk is not installed"));
        }
        new HttpRows(name(), plan, samples, report).add();
    }

    private void measure(Plan plan, Samples samples, Progress progress)
            throws IOException, InterruptedException {
        progress.begin(name(), Contender.ALL.size() + plan.rounds() * plan.connections().size());
        List<Running> running = new ArrayList<>();
        try {
            for (Contender contender : Contender.ALL) {
                start(contender, plan, running, samples);
                progress.step(contender + " " + samples.failure(contender));
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                for (int connections : plan.connections()) {
                    for (Running server : running) {
                        burst(server, plan, connections, samples);
                    }
                    progress.step("round " + round + ", " + connections + " connections");
                    Collections.rotate(running, 1); // none is always the first
                }
            }
        } finally {
            close(running);
        }
    }

    /** Closes all at the same time: each takes a while. */
    private static void close(List<Running> running) throws IOException, InterruptedException {
        List<Callable<Void>> ends = new ArrayList<>();
        for (Running server : running) {
            ends.add(
                    () -> {
                        server.close();
                        return null;
                    });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> end : threads.invokeAll(ends)) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void start(Contender contender, Plan plan, List<Running> running, Samples samples)
            throws InterruptedException {
        try {
            Running server = Running.start(contender, plan.jvmArgs(), folder);
            running.add(server);
            if (plan.first().isPositive()) {
                server.warmUp(WARM_UP_CONNECTIONS, plan.first());
            }
        } catch (IOException | RuntimeException e) {
            samples.fail(contender, "does not start: " + e.getMessage());
        }
    }

    private static void burst(Running server, Plan plan, int connections, Samples samples)
            throws InterruptedException {
        Burst burst = Burst.NONE;
        try {
            server.load(connections, plan.warmUp());
            burst = server.burst(connections, plan.burst());
        } catch (IOException | RuntimeException e) {
            samples.fail(server.contender(), "a burst failed: " + e.getMessage());
        }
        samples.add(server.contender(), connections, burst);
    }
}
