package io.github.trunnion.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** perf stat on a process, which counts only between what it is told on a fifo. */
public final class PerfStat implements AutoCloseable {
    private static final List<String> CALLS =
            List.of(
                    "epoll_wait",
                    "epoll_pwait",
                    "epoll_pwait2",
                    "epoll_ctl",
                    "read",
                    "write",
                    "recvfrom",
                    "sendto",
                    "futex",
                    "io_uring_enter");
    private static final String ENTER = "syscalls:sys_enter_";
    private static final String ALL = "raw_syscalls:sys_enter";

    /** All system calls. */
    public static final String SYSCALLS = "syscalls";

    /** All context switches. */
    public static final String SWITCHES = "context-switches";

    private final Process process;
    private final Path control;
    private final Path ack;
    private final Path output;

    private PerfStat(Process process, Path control, Path ack, Path output) {
        this.process = process;
        this.control = control;
        this.ack = ack;
        this.output = output;
    }

    /** Why it cannot be used here; empty if it can. */
    public static String whyNot() throws InterruptedException {
        if (!Tools.has("perf")) {
            return "perf is not installed";
        }
        try {
            var _ = Tools.run(List.of("perf", "stat", "-e", ALL, "true"));
            return "";
        } catch (IOException e) {
            return "perf may not count system calls here";
        }
    }

    static PerfStat attach(long pid, Path folder) throws IOException, InterruptedException {
        Path control = fifo(folder.resolve("perf.control"));
        Path ack = fifo(folder.resolve("perf.ack"));
        Path output = folder.resolve("perf.out");
        List<String> events = new ArrayList<>(List.of(ALL, SWITCHES));
        CALLS.forEach(call -> events.add(ENTER + call));
        Process process =
                new ProcessBuilder(
                                "perf",
                                "stat",
                                "-x,",
                                "-o",
                                output.toString(),
                                "-D",
                                "-1",
                                "--control",
                                "fifo:" + control + "," + ack,
                                "-e",
                                String.join(",", events),
                                "-p",
                                String.valueOf(pid))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new PerfStat(process, control, ack, output);
    }

    private static Path fifo(Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        var _ = Tools.run(List.of("mkfifo", file.toString()));
        return file.toAbsolutePath();
    }

    /** What the load generator needs to start and stop it. */
    List<String> controlArgs() {
        return List.of(control.toString(), ack.toString());
    }

    /** Ends it, by the signal that it takes for an end, and reads the counts. */
    Map<String, Long> counts() throws IOException, InterruptedException {
        var _ = Tools.run(List.of("kill", "-INT", String.valueOf(process.pid())));
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("perf did not stop");
        }
        Map<String, Long> counts = new TreeMap<>();
        for (String line : Files.readAllLines(output, UTF_8)) {
            String[] fields = line.split(",", -1);
            if (fields.length > 2 && !fields[0].startsWith("#") && !fields[0].startsWith("<")) {
                counts.put(name(fields[2]), Long.valueOf(fields[0]));
            }
        }
        return counts;
    }

    private static String name(String event) {
        return event.equals(ALL) ? SYSCALLS : event.replace(ENTER, "");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.deleteIfExists(control);
        Files.deleteIfExists(ack);
        Files.deleteIfExists(output);
    }
}
