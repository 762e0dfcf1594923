package io.github.trunnion.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The program src/main/c/loadgen.c, on the second core. */
public final class LoadGenerator {
    private final Path program;

    private LoadGenerator(Path program) {
        this.program = program;
    }

    /** Whether it can be compiled here. */
    public static boolean isAvailable() {
        return Tools.has("cc");
    }

    /**
     * Compiles it.
     *
     * @param source loadgen.c
     * @param folder where the program goes
     */
    public static LoadGenerator compile(Path source, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path program = folder.resolve("loadgen").toAbsolutePath();
        var _ = Tools.run(List.of("cc", "-O2", "-o", program.toString(), source.toString()));
        return new LoadGenerator(program);
    }

    /** Loads a server, and measures one window of it. */
    public Burst load(ServerProcess server, Load load, long warmMillis, long millis)
            throws IOException, InterruptedException {
        return answered(
                server, load, figures(server, load, warmMillis, millis, List.of()), Map.of());
    }

    /** The same, with perf; its tracepoints cost time, so that of this burst says nothing. */
    public Burst count(ServerProcess server, Load load, long warmMillis, long millis, Path folder)
            throws IOException, InterruptedException {
        try (PerfStat perf = PerfStat.attach(server.pid(), folder)) {
            Map<String, Double> figures =
                    figures(server, load, warmMillis, millis, perf.controlArgs());
            return answered(server, load, figures, perf.counts());
        }
    }

    private static Burst answered(
            ServerProcess server, Load load, Map<String, Double> figures, Map<String, Long> counted)
            throws IOException {
        Burst burst = Burst.of(figures, counted);
        if (burst.requests() == 0) {
            throw new IOException(server + " answered nothing under " + load);
        }
        return burst;
    }

    private Map<String, Double> figures(
            ServerProcess server, Load load, long warmMillis, long millis, List<String> perf)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Cores.second());
        command.addAll(
                List.of(
                        program.toString(),
                        "load",
                        String.valueOf(server.port()),
                        String.valueOf(load.connections()),
                        String.valueOf(warmMillis),
                        String.valueOf(millis),
                        String.valueOf(load.rate()),
                        String.valueOf(server.pid()),
                        server.counter().toString()));
        command.addAll(perf);
        Map<String, Double> figures = new TreeMap<>();
        for (String line : Tools.run(command).lines().toList()) {
            String[] parts = line.split(" ", 2);
            figures.put(parts[0], Double.valueOf(parts[1]));
        }
        return figures;
    }

    /**
     * Opens connections and has one response on each; they stay open until the result is closed.
     */
    public Held hold(ServerProcess server, int connections) throws IOException {
        List<String> command = new ArrayList<>(Cores.second());
        command.addAll(
                List.of(
                        program.toString(),
                        "hold",
                        String.valueOf(server.port()),
                        String.valueOf(connections)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        if (!"held".equals(answers.readLine())) {
            process.destroyForcibly();
            throw new IOException(server + " did not answer on " + connections + " connections");
        }
        return new Held(process);
    }

    /** Connections that are open. */
    public static final class Held implements AutoCloseable {
        private final Process process;

        private Held(Process process) {
            this.process = process;
        }

        /** Closes them. */
        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                var _ = process.waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
