package io.github.trunnion.bridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/** Sees to it that the JDK's pollers belong to the JDK's scheduler. */
final class JdkPollers {
    /*
     * Overview
     *
     * The JDK waits for the sockets of all virtual threads in virtual threads of its own, which it
     * makes when a virtual thread first blocks on a socket or a pipe. They inherit the scheduler of
     * that thread. If that were one of ours, all network I/O of the process would wait for our
     * carrier, and end with it. So before the first virtual thread of ours exists, one of the JDK's
     * scheduler blocks once: in a read of a pipe, since a select does not start the pollers on every
     * JDK. It is started on a platform thread, or it would inherit the scheduler of who calls.
     */
    private static final int MOST_LOOKS = 1_000;
    private static final long BETWEEN_LOOKS = 100_000;

    /** False shows what happens without this class; for tests. */
    static volatile boolean guard = true;

    private static volatile boolean started;

    private JdkPollers() {}

    /** Called before a virtual thread of a carrier is made; blocks for a moment the first time. */
    static void start() {
        if (!started && guard) {
            startOnce();
        }
    }

    private static synchronized void startOnce() {
        if (started) {
            return;
        }
        CompletableFuture<Void> read = new CompletableFuture<>();
        String name = "trunnion-poller-start";
        Dispatcher.newThread(name, () -> Thread.ofVirtual().name(name).start(() -> run(read)))
                .start();
        try {
            read.join();
        } catch (CompletionException failed) {
            throw new IllegalStateException(
                    "The pollers of the JDK did not start, so no virtual thread is made that would"
                            + " take them over.",
                    failed.getCause());
        }
        started = true;
    }

    private static void run(CompletableFuture<Void> read) {
        try {
            readFromPipe();
            read.complete(null);
        } catch (Throwable thrown) {
            read.completeExceptionally(thrown);
        }
    }

    /** Blocks, as there is nothing to read until it does. */
    private static void readFromPipe() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            Thread reader = Thread.currentThread();
            Dispatcher.newThread("trunnion-poller-start", () -> writeOnceBlocked(sink, reader))
                    .start();
            source.read(ByteBuffer.allocate(1));
        }
    }

    private static void writeOnceBlocked(Pipe.SinkChannel sink, Thread reader) {
        for (int i = 0; i < MOST_LOOKS && !isWithPoller(reader); i++) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
        try {
            sink.write(ByteBuffer.allocate(1));
        } catch (IOException closed) {
            // the reader has failed and says so
        }
    }

    private static boolean isWithPoller(Thread reader) {
        return reader.getState() == Thread.State.WAITING
                && Arrays.stream(reader.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.Poller"));
    }
}
