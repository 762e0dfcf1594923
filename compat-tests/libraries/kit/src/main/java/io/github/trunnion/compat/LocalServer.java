package io.github.trunnion.compat;

import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server program of this machine, on a free port of the loopback address and in a folder of its
 * own. As a static field with {@code @RegisterExtension} it is started before the tests of the
 * class and stopped after them; if it is not installed they are skipped, or fail if the system
 * property {@code require.servers} is true.
 *
 * <p>One thread starts and stops it.
 */
public abstract class LocalServer implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String program;
    private final String debian;

    private int port;
    private @Nullable Thread atExit; // null: not installed
    private volatile @Nullable Path folder; // read by atExit
    private volatile @Nullable Process process; // read by atExit

    /**
     * A server that is not started.
     *
     * @param program what has to be installed
     * @param debian the package of Debian that has it
     */
    protected LocalServer(String program, String debian) {
        this.program = program;
        this.debian = debian;
    }

    /** Makes what has to be in the folder before the first start. */
    protected void prepare(Path folder) throws IOException, InterruptedException {}

    /** What is run; it must not put itself into the background. */
    protected abstract List<String> command(Path folder, int port);

    /** Whether the server answers. */
    protected abstract boolean answers(int port) throws IOException, InterruptedException;

    /** Asks the process to end at once; by default with the signal TERM. */
    protected void terminate(Process running) throws IOException, InterruptedException {
        running.destroy();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (Programs.find(program).isEmpty()) {
            String missing = program + " is not installed (apt-get install " + debian + ")";
            if (Boolean.getBoolean("require.servers")) {
                throw new IllegalStateException(missing);
            }
            throw new TestAbortedException(missing);
        }
        atExit = new Thread(this::clear, "stop-server");
        Runtime.getRuntime().addShutdownHook(atExit);
        Path made = Files.createTempDirectory("trunnion-" + debian);
        folder = made;
        prepare(made);
        port = freePort();
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (atExit != null) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            clear();
        }
    }

    public final int port() {
        return port;
    }

    public final boolean isRunning() {
        return process != null;
    }

    /** Starts it, again on the same port, and returns when it answers. */
    public final void start() throws IOException {
        Path used = folder;
        if (used == null || process != null) {
            throw new IllegalStateException(program + " is not installed, or is running");
        }
        Path log = used.resolve("log");
        Process started =
                new ProcessBuilder(command(used, port))
                        .directory(used.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        process = started;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            if (!started.isAlive()) {
                                throw new IllegalStateException(
                                        program + " has ended: " + Files.readString(log));
                            }
                            return answers(port);
                        });
    }

    /** Ends it and whatever it started; its clients see their connections closed. */
    public final void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> children = running.descendants().toList();
        terminate(running);
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process = null;
    }

    private void clear() {
        try {
            stop();
            Path used = folder;
            if (used != null) {
                delete(used);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(program + " may be left behind", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes about)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failed) throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
