package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Cores;
import io.github.trunnion.benchmarks.process.Tools;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program wrk, on the second core. */
final class Wrk {
    static final String NAME = "wrk";

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([\\d.]+)");
    private static final Pattern MEDIAN = Pattern.compile("50% +([\\d.]+)(us|ms|s|m)\\b");
    private static final Pattern P99 = Pattern.compile("99% +([\\d.]+)(us|ms|s|m)\\b");
    private static final Pattern ERRORS = Pattern.compile("(?m)^ *(Socket errors|Non-2xx).*$");

    /**
     * What wrk says that it saw.
     *
     * @param requests how many were answered
     * @param seconds how long it took
     * @param median microseconds
     * @param p99 microseconds
     */
    record Seen(long requests, double seconds, double median, double p99) {}

    private Wrk() {}

    /** Whether it can be run. */
    static boolean isInstalled() {
        return Tools.has(NAME);
    }

    /** Loads a server for about so long. */
    static void load(int port, int connections, Duration time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Cores.second());
        command.addAll(wrk(port, connections));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            Thread.sleep(time);
        } finally {
            process.destroyForcibly();
        }
        var _ = process.waitFor();
    }

    /**
     * Loads a server for about so long and returns what was seen. The program counts in whole
     * seconds, so it is interrupted instead; it then ends within a fraction of a second.
     *
     * @throws IOException if a request failed
     */
    static Seen measure(int port, int connections, Duration time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Cores.second());
        String seconds = String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
        command.addAll(List.of("timeout", "--preserve-status", "-s", "INT", seconds));
        command.addAll(wrk(port, connections));
        return parse(Tools.run(command));
    }

    private static List<String> wrk(int port, int connections) {
        return List.of(
                NAME,
                "-t1",
                "-c" + connections,
                "-d600",
                "--latency",
                "http://" + Payload.host() + ":" + port + "/");
    }

    static Seen parse(String printed) throws IOException {
        Matcher errors = ERRORS.matcher(printed);
        if (errors.find()) {
            throw new IOException(errors.group().strip());
        }
        long requests = Long.parseLong(find(REQUESTS, printed).group(1));
        double rate = Double.parseDouble(find(RATE, printed).group(1));
        return new Seen(requests, requests / rate, micros(MEDIAN, printed), micros(P99, printed));
    }

    private static double micros(Pattern pattern, String printed) throws IOException {
        Matcher found = find(pattern, printed);
        double value = Double.parseDouble(found.group(1));
        return switch (found.group(2)) {
            case "us" -> value;
            case "ms" -> value * 1e3;
            case "s" -> value * 1e6;
            default -> value * 60e6;
        };
    }

    private static Matcher find(Pattern pattern, String printed) throws IOException {
        Matcher matcher = pattern.matcher(printed);
        if (!matcher.find()) {
            throw new IOException("wrk printed no '" + pattern + "':\n" + printed);
        }
        return matcher;
    }
}
