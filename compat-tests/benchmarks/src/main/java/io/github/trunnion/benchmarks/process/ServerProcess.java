package io.github.trunnion.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, on the first core if there are two. */
public final class ServerProcess implements AutoCloseable {
    static final String COUNTER = "trunnion.bench.counter";
    static final String READY = "READY ";
    static final String HEAP = "HEAP ";

    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms256m",
                    "-Xmx256m",
                    "-Xmn160m",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final Path counter;
    private final int port;

    private ServerProcess(String name, Process process, Path counter) throws IOException {
        this.name = name;
        this.process = process;
        this.counter = counter;
        questions = process.outputWriter(UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        try {
            port = Integer.parseInt(answer(READY));
        } catch (IOException | RuntimeException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /**
     * Starts a server on the class path of this JVM and waits until it listens.
     *
     * @param name for people
     * @param folder where its counter and what it writes on standard error go
     * @param jvmArgs beside those that all servers have
     * @param main calls {@link Served#until} when it listens
     * @param args of main
     */
    public static ServerProcess start(
            String name, Path folder, List<String> jvmArgs, Class<?> main, String... args)
            throws IOException {
        Files.createDirectories(folder);
        Path counter = folder.resolve(name + ".counter");
        Files.deleteIfExists(counter);
        List<String> command = new ArrayList<>(Cores.first());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(jvmArgs);
        command.add("-D" + COUNTER + "=" + counter.toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(folder.resolve(name + ".err").toFile());
        return new ServerProcess(name, builder.start(), counter);
    }

    private String answer(String begin) throws IOException {
        while (true) {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException(
                        name + " ended without '" + begin + "'; see its .err file for the reason");
            }
            if (line.startsWith(begin)) {
                return line.substring(begin.length());
            }
        }
    }

    /** What is reachable in its heap, in bytes. */
    public long heap() throws IOException {
        questions.write(HEAP.strip() + "\n");
        questions.flush();
        return Long.parseLong(answer(HEAP));
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Where it listens, on loopback. */
    public int port() {
        return port;
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** A file that begins with the number of requests it has answered, a native long. */
    public Path counter() {
        return counter;
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        try {
            questions.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(counter);
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ", port " + port + ")";
    }
}
