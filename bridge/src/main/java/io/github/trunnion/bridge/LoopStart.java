package io.github.trunnion.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A loop that is given to somebody's thread factory, and the wait until its thread runs it. */
final class LoopStart implements Runnable {
    /*
     * Overview
     *
     * Whether a factory hands the loop to the thread that it makes cannot be seen before that thread
     * runs. An executor whose thread does something else would accept tasks and never run one, so
     * build() waits for the loop to begin. It ends as soon as the thread has ended without it.
     */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Runnable loop;
    private final CountDownLatch begun = new CountDownLatch(1);

    LoopStart(Runnable loop) {
        this.loop = loop;
    }

    @Override
    public void run() {
        begun.countDown();
        loop.run();
    }

    /** Waits until the started thread is in the loop; throws if it is somewhere else. */
    void await(Thread thread, long patience) {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                boolean alive = thread.isAlive(); // before the look: who has ended has begun before
                try {
                    if (begun.await(LOOK, TimeUnit.NANOSECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true; // the executor is built all the same
                    continue;
                }
                if (!alive || System.nanoTime() - start >= patience) {
                    throw notBegun(thread, alive);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IllegalStateException notBegun(Thread thread, boolean alive) {
        IllegalStateException elsewhere =
                new IllegalStateException(
                        "The carrier thread factory returned a thread that does not run what the"
                                + " factory was given: "
                                + thread
                                + (alive ? " does something else." : " has ended without it.")
                                + " A carrier is that Runnable: pass it to the thread.");
        elsewhere.setStackTrace(
                alive ? thread.getStackTrace() : elsewhere.getStackTrace()); // what it does
        return elsewhere;
    }
}
