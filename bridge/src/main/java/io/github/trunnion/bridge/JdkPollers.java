package io.github.trunnion.bridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Sees to it that the JDK's pollers belong to the JDK's scheduler. */
final class JdkPollers {
    /*
     * Overview
     *
     * The JDK waits for the sockets of all virtual threads in threads of its own, virtual ones where
     * it can, which it makes when its class Poller is initialised: when a virtual thread first blocks
     * on a socket or a pipe. They inherit the scheduler of that thread. If that were one of ours, all
     * network I/O of the process would wait for our carrier, and end with it. So before the first
     * virtual thread of ours exists a platform thread initialises that class.
     *
     * Nobody waits for the JDK's scheduler here: who calls may be pinned to its only thread. Only
     * where there is no such class a virtual thread of the JDK's scheduler blocks once in a read of a
     * pipe, since a select does not start the pollers on every JDK. It is started on a platform
     * thread, or it would inherit the scheduler of who calls.
     */
    private static final String POLLER = "sun.nio.ch.Poller";

    private static final int MOST_LOOKS = 1_000;
    private static final long BETWEEN_LOOKS = 100_000;

    /** False shows what happens without this class; for tests. */
    static volatile boolean guard = true;

    private static final ReentrantLock LOCK = new ReentrantLock(); // a monitor could pin who waits

    /** Guarded by the lock when written. */
    private static volatile boolean started;

    private JdkPollers() {}

    /** Called before a virtual thread of a carrier is made; blocks for a moment the first time. */
    static void start() {
        if (!started && guard) {
            LOCK.lock();
            try {
                startOnce();
            } finally {
                LOCK.unlock();
            }
        }
    }

    private static void startOnce() {
        if (started) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Dispatcher.newThread("trunnion-poller-start", () -> run(done)).start();
        try {
            done.join();
        } catch (CompletionException failed) {
            throw new IllegalStateException(
                    "The pollers of the JDK did not start, so no virtual thread is made that would"
                            + " take them over.",
                    failed.getCause());
        }
        started = true;
    }

    private static void run(CompletableFuture<Void> done) {
        try {
            if (!initialise()) {
                blockOnce();
            }
            done.complete(null);
        } catch (Throwable thrown) {
            done.completeExceptionally(thrown);
        }
    }

    private static boolean initialise() {
        try {
            Class.forName(POLLER, true, null);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Has a virtual thread of the JDK's scheduler wait for a pipe; on a platform thread. */
    static void blockOnce() throws IOException, InterruptedException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            Thread reader =
                    Thread.ofVirtual().name("trunnion-poller-start").start(() -> read(source));
            for (int i = 0; i < MOST_LOOKS && reader.getState() != Thread.State.WAITING; i++) {
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            sink.write(ByteBuffer.allocate(1));
            reader.join();
        }
    }

    /** Blocks, as there is nothing to read until it does. */
    private static void read(Pipe.SourceChannel source) {
        try {
            source.read(ByteBuffer.allocate(1));
        } catch (IOException closed) {
            // whoever waits for this thread goes on
        }
    }
}
