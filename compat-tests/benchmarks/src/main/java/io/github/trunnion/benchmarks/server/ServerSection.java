package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Burst;
import io.github.trunnion.benchmarks.process.Cores;
import io.github.trunnion.benchmarks.process.Load;
import io.github.trunnion.benchmarks.process.LoadGenerator;
import io.github.trunnion.benchmarks.process.PerfStat;
import io.github.trunnion.benchmarks.process.ServerProcess;
import io.github.trunnion.benchmarks.report.Progress;
import io.github.trunnion.benchmarks.report.Report;
import io.github.trunnion.benchmarks.report.Rounds;
import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Section;
import io.github.trunnion.benchmarks.report.Size;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The echo servers under one load generator, each with a core of its own. All are up at a time; in
 * each round each gets one burst of each load, one right after the other, so that what disturbs the
 * machine disturbs all, and a ratio is taken within a round. All are started anew a few times in a
 * run: what a JVM's compiler made of its code stays for as long as the JVM does.
 */
public final class ServerSection implements Section {
    static final Load ONE = Load.closed(1);
    static final Load PACED = new Load(16, 5_000);
    static final List<Load> BUSY = List.of(Load.closed(16), Load.closed(128), Load.closed(1000));
    static final List<Load> LOADS = List.of(ONE, BUSY.get(0), BUSY.get(1), BUSY.get(2), PACED);

    private static final int HELD = 1000;

    private final Path source;
    private final Path folder;
    private final Map<Variant, ServerProcess> servers = new EnumMap<>(Variant.class);

    /**
     * Measures nothing yet.
     *
     * @param source the folder with loadgen.c
     * @param folder for what the servers write
     */
    public ServerSection(Path source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "server";
    }

    @Override
    public void run(Size size, Report report, Progress progress) throws Exception {
        if (!LoadGenerator.isAvailable()) {
            report.add(
                    Row.unknown(
                            name(), "all", "", null, "there is no C compiler for loadgen.c (cc)"));
            return;
        }
        LoadGenerator generator = LoadGenerator.compile(source.resolve("loadgen.c"), folder);
        String noPerf = PerfStat.whyNot();
        List<Variant> variants =
                Arrays.stream(Variant.values()).filter(v -> v.quick || size != Size.QUICK).toList();
        int rounds = size.pick(2, 3, 9);
        int starts = size.pick(2, 2, 5);
        int counts = noPerf.isEmpty() ? size.pick(1, 1, 3) : 0;
        int loads = LOADS.size();
        progress.begin(name(), (rounds + counts) * loads + variants.size() * (starts + 1));
        report.fact("server", Cores.areTwo() ? "core 0, load core 1" : "no cores of their own");
        report.fact("server rounds", String.valueOf(rounds));
        report.fact("server starts", String.valueOf(starts));
        try {
            start(size, variants, generator, report, progress);
            List<Variant> up = List.copyOf(servers.keySet());
            Rounds<Variant, Load, Burst> bursts = new Rounds<>();
            int started = 1;
            for (int round = 1; round <= rounds; round++) {
                if (started * rounds <= (round - 1) * starts) {
                    restart(size, up, generator, progress);
                    started++;
                }
                for (Load load : LOADS) {
                    for (Variant variant : servers.keySet()) {
                        bursts.add(variant, load, burst(size, generator, variant, load));
                    }
                    progress.step(load + " of round " + round + summary(bursts, load));
                }
            }
            Rounds<Variant, Load, Burst> counted = new Rounds<>();
            for (int round = 1; round <= counts; round++) {
                for (Load load : LOADS) {
                    for (Variant variant : counts(size)) {
                        counted.add(
                                variant,
                                load,
                                generator.count(
                                        server(variant),
                                        load,
                                        size.pick(100L, 150L, 150L),
                                        size.pick(150L, 600L, 1_000L),
                                        folder));
                    }
                    progress.step("system calls of " + load);
                }
            }
            Map<Variant, Double> heap = new EnumMap<>(Variant.class);
            for (Variant variant : servers.keySet()) {
                heap.put(variant, heap(generator, variant, size.pick(50, HELD, HELD)));
                progress.step("heap of " + variant.title);
            }
            new ServerReport(List.copyOf(servers.keySet()), bursts, counted, noPerf, heap)
                    .addTo(report);
        } finally {
            stop();
        }
    }

    /** Whose system calls are counted. */
    private List<Variant> counts(Size size) {
        return size == Size.SMOKE
                ? List.of(Variant.CARRIER, Variant.ON_NETTY_EPOLL)
                : List.copyOf(servers.keySet());
    }

    /*
     * The warm-up begins with many connections: the body of a connection's thread has to be called
     * often before it is compiled as a whole, and until then each of its parks is a slow one.
     */
    private void start(
            Size size,
            List<Variant> variants,
            LoadGenerator generator,
            Report report,
            Progress progress)
            throws InterruptedException {
        for (Variant variant : variants) {
            try {
                start(size, variant, generator, progress);
            } catch (IOException e) {
                close(servers.remove(variant));
                report.add(
                        Row.unknown(
                                name(), variant.title, "", null, String.valueOf(e.getMessage())));
                progress.step(variant.title + " does not run: " + e.getMessage());
            }
        }
    }

    private void start(Size size, Variant variant, LoadGenerator generator, Progress progress)
            throws IOException, InterruptedException {
        servers.put(variant, variant.start(folder));
        for (Load load : size == Size.SMOKE ? BUSY.subList(0, 1) : BUSY.reversed()) {
            var _ =
                    generator.load(
                            server(variant),
                            load,
                            size.pick(0L, 700L, 2_000L),
                            size.pick(200L, 500L, 500L));
        }
        progress.step(variant.title + " is warm");
    }

    private void restart(Size size, List<Variant> up, LoadGenerator generator, Progress progress)
            throws IOException, InterruptedException {
        stop();
        for (Variant variant : up) {
            start(size, variant, generator, progress);
        }
    }

    private Burst burst(Size size, LoadGenerator generator, Variant variant, Load load)
            throws IOException, InterruptedException {
        return generator.load(
                server(variant), load, size.pick(100L, 150L, 150L), size.pick(150L, 600L, 800L));
    }

    private static String summary(Rounds<Variant, Load, Burst> bursts, Load load) {
        return String.format(
                ": selector %s us, carrier %s us, JDK %s us",
                Row.number(bursts.figure(Variant.SELECTOR, load, Burst::cpuMicros).value()),
                Row.number(bursts.figure(Variant.CARRIER, load, Burst::cpuMicros).value()),
                Row.number(bursts.figure(Variant.JDK, load, Burst::cpuMicros).value()));
    }

    /** Bytes of a connection that waits for its second request. */
    private double heap(LoadGenerator generator, Variant variant, int connections)
            throws IOException {
        long before = server(variant).heap();
        LoadGenerator.Held held = generator.hold(server(variant), connections);
        try {
            long bytes = server(variant).heap() - before;
            return 1.0 * bytes / connections;
        } finally {
            held.close();
        }
    }

    private ServerProcess server(Variant variant) {
        ServerProcess server = servers.get(variant);
        if (server == null) {
            throw new IllegalStateException(variant.title + " is not up");
        }
        return server;
    }

    private void stop() {
        servers.values().forEach(ServerSection::close);
        servers.clear();
    }

    private static void close(@org.jspecify.annotations.Nullable ServerProcess server) {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
