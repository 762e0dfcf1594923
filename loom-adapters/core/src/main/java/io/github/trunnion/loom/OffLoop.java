package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;

import java.util.concurrent.LinkedTransferQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs what may run somebody's dependents, but never on a loop thread. */
final class OffLoop {
    /*
     * Overview
     *
     * Completing or cancelling a CompletableFuture runs its dependents, which may block for ever. On
     * a loop thread it is therefore handed to a virtual thread. Starting a thread takes locks of the
     * JDK that virtual threads take too, so a loop does not start it: one daemon thread does, and
     * the queue to it is lock-free.
     */
    private OffLoop() {}

    /** Runs the action here, or on a virtual thread if this is a loop thread. */
    static void run(Runnable action) {
        if (BlockOn.isBlockingAllowed()) {
            action.run();
        } else {
            runElsewhere(action);
        }
    }

    /** Runs the action on a virtual thread; here if there is no thread to start that. */
    static void runElsewhere(Runnable action) {
        try {
            start(
                    () -> Thread.ofVirtual().name("trunnion-completion").unstarted(action),
                    noThread -> action.run());
        } catch (Throwable noStarter) { // out of memory: better here than never
            action.run();
        }
    }

    /**
     * Has a thread made and started by another one, which tells if it cannot.
     *
     * @throws OutOfMemoryError if there is no thread for that one; the next call tries again
     */
    static void start(Supplier<Thread> thread, Consumer<Throwable> refused) {
        Starter.INSTANCE.startThread();
        Starter.INSTANCE.queue.add(new Start(thread, refused));
    }

    private record Start(Supplier<Thread> thread, Consumer<Throwable> refused) {
        void run() {
            try {
                thread.get().start();
            } catch (Throwable noThread) {
                refused.accept(noThread);
            }
        }
    }

    /** The thread that starts others; itself started at first use: most programs never need it. */
    static final class Starter {
        static final Starter INSTANCE = new Starter(Starter::newThread);

        private final LinkedTransferQueue<Start> queue = new LinkedTransferQueue<>();
        private final Thread thread;

        /** Guarded by this when written; volatile, so that later uses need not lock. */
        private volatile boolean started;

        Starter(Function<Runnable, Thread> threads) {
            thread = threads.apply(this::startAll);
        }

        /** It outlives whoever needed it first, and keeps nothing of that one in memory. */
        static Thread newThread(Runnable loop) {
            Thread thread =
                    Thread.ofPlatform()
                            .name("trunnion-loom-starter")
                            .daemon(true)
                            .inheritInheritableThreadLocals(false)
                            .unstarted(loop);
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            return thread;
        }

        /** If it throws it may be called again. */
        void startThread() {
            if (!started) { // volatile read
                synchronized (this) {
                    if (!started) {
                        thread.start();
                        started = true; // volatile write
                    }
                }
            }
        }

        private static void report(Throwable thrown) {
            Thread current = Thread.currentThread();
            try {
                current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
            } catch (Throwable again) {
                // The handler has had its chance; this thread serves others.
            }
        }

        private void startAll() {
            while (true) {
                try {
                    queue.take().run();
                } catch (InterruptedException nobodysSignal) {
                    // The thread is private: it goes on.
                } catch (Throwable thrown) {
                    report(thrown);
                }
            }
        }
    }
}
