package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.ServerProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A contender that is up. */
final class Running implements AutoCloseable {
    /** How long a server may take to see that a load has ended. */
    private static final Duration SETTLE = Duration.ofMillis(20);

    private static final int ENOUGH_REQUESTS = 30_000;
    private static final int MAX_TURNS = 4;

    private final Contender contender;
    private final ServerProcess process;
    private final Meter meter;

    private Running(Contender contender, ServerProcess process) throws IOException {
        this.contender = contender;
        this.process = process;
        meter = new Meter(process);
    }

    /** Starts a contender and checks its answers. */
    static Running start(Contender contender, List<String> jvmArgs, Path folder)
            throws IOException {
        List<String> allArgs = new ArrayList<>(jvmArgs);
        allArgs.addAll(contender.jvmArgs());
        ServerProcess process =
                ServerProcess.start(
                        contender.file(),
                        folder,
                        allArgs,
                        contender.main(),
                        contender.args().toArray(String[]::new));
        try {
            Probe.check(process.port());
            return new Running(contender, process);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    Contender contender() {
        return contender;
    }

    /** Loads it until it has been busy enough to be compiled, for so long at least. */
    void warmUp(int connections, Duration time) throws IOException, InterruptedException {
        Meter.Reading before = meter.read();
        int turns = 0;
        do {
            load(connections, time);
            turns++;
        } while (turns < MAX_TURNS && meter.read().requestsSince(before) < ENOUGH_REQUESTS);
    }

    /** Loads it without measuring. */
    void load(int connections, Duration time) throws IOException, InterruptedException {
        Wrk.load(process.port(), connections, time);
        Thread.sleep(SETTLE);
    }

    /** Loads and measures it; all that happens in between belongs to the burst. */
    Burst burst(int connections, Duration time) throws IOException, InterruptedException {
        Meter.Reading before = meter.read();
        Wrk.Seen seen = Wrk.measure(process.port(), connections, time);
        Thread.sleep(SETTLE);
        Meter.Reading after = meter.read();
        long requests = after.requestsSince(before);
        if (requests == 0) {
            throw new IOException("no request was answered");
        }
        if (requests < seen.requests()) {
            throw new IOException(
                    "wrk saw " + seen.requests() + " answers, but the server sent " + requests);
        }
        return new Burst(
                after.cpuSince(before) / 1e3 / requests,
                requests / seen.seconds(),
                seen.median(),
                seen.p99());
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
