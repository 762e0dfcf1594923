package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;

import java.util.concurrent.LinkedTransferQueue;

/** Runs what may run somebody's dependents, but never on a loop thread. */
final class OffLoop {
    /*
     * Overview
     *
     * Completing or cancelling a CompletableFuture runs its dependents, which may block for ever. On
     * a loop thread it is therefore handed to a virtual thread. Starting a thread takes locks of the
     * JDK that virtual threads take too, so the loop does not start it: one daemon thread does, and
     * the queue to it is lock-free.
     */
    private static final LinkedTransferQueue<Runnable> QUEUE = new LinkedTransferQueue<>();

    static {
        Thread starter = new Thread(OffLoop::startAll, "trunnion-loom-starter");
        starter.setDaemon(true);
        starter.start();
    }

    private OffLoop() {}

    /** Runs the action here, or on a virtual thread if this is a loop thread. */
    static void run(Runnable action) {
        if (BlockOn.isBlockingAllowed()) {
            action.run();
        } else {
            QUEUE.add(action);
        }
    }

    private static void startAll() {
        while (true) {
            try {
                Runnable action = QUEUE.take();
                try {
                    VirtualThreads.PER_TASK.execute(action);
                } catch (OutOfMemoryError noThread) {
                    action.run(); // late for those behind it is better than never
                }
            } catch (InterruptedException nobodysSignal) {
                // The thread is private: it goes on.
            } catch (Throwable thrown) {
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
            }
        }
    }
}
