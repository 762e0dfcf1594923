package io.github.trunnion.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM of its own for what a measurement in this one would disturb. It has the class path of this
 * one, and what it finds it prints as lines with a mark in front.
 */
public final class Fork {
    /** Begins a line that says what was found. */
    private static final String MARK = "FOUND ";

    /** So much of other output is kept, for a message. */
    private static final int KEPT = 2_000;

    private Fork() {}

    /** In the JVM that measures: says something to the one that started it. */
    public static void say(String found) {
        System.out.println(MARK + found);
        System.out.flush();
    }

    /**
     * Runs a main method to its end.
     *
     * @param main the class
     * @param jvmArgs options of the JVM
     * @param args arguments of the main method
     * @param limit after which the JVM is ended by force
     * @param found told what the JVM says, as it says it
     * @throws IOException with the beginning of what it printed beside that, if it ended with
     *     another code than 0
     */
    public static void run(
            Class<?> main,
            List<String> jvmArgs,
            List<String> args,
            Duration limit,
            Consumer<String> found)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread watch = Thread.startVirtualThread(() -> end(process, limit));
        StringBuilder other = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            process.getOutputStream().close();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    found.accept(line.substring(MARK.length()));
                } else if (other.length() < KEPT) {
                    other.append(line).append('\n');
                }
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(
                        main.getSimpleName() + " " + args + " ended with " + code + ":\n" + other);
            }
        } finally {
            watch.interrupt();
            process.destroyForcibly();
        }
    }

    private static void end(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
