package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

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
     *
     * The loop runs on the thread that the factory has returned and nowhere else: that one is woken.
     * Whoever else runs what the factory was given is refused, and build() says so. The factory may
     * start such a thread before it returns, when it is not known yet which one is right.
     */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Runnable loop;
    private final CountDownLatch begun = new CountDownLatch(1);

    /** The one that may run the loop; set before it is started. */
    private volatile @Nullable Thread thread;

    /** One that has tried and may not. */
    private volatile @Nullable Thread refused;

    LoopStart(Runnable loop) {
        this.loop = loop;
    }

    /** Says which thread the factory has returned; before that is started. */
    void isFor(Thread returned) {
        thread = returned; // volatile write
    }

    @Override
    public void run() {
        Thread current = Thread.currentThread();
        if (current != thread) { // volatile read
            refused = current; // volatile write
            throw new IllegalStateException(
                    "A carrier was run on "
                            + current
                            + ", and its factory returned another thread. A carrier runs on the"
                            + " thread that the factory returns.");
        }
        if (begun.getCount() > 0) { // else it is over
            begun.countDown();
            loop.run();
        }
    }

    /** Waits until the started thread is in the loop; throws if it is somewhere else. */
    void await(long patience) {
        Thread expected = requireNonNull(thread);
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                // before the look: who has ended has begun before
                boolean alive = expected.isAlive();
                try {
                    if (begun.await(LOOK, TimeUnit.NANOSECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true; // the executor is built all the same
                    continue;
                }
                Thread other = refused; // volatile read
                if (other != null) {
                    throw ranElsewhere(expected, other);
                }
                if (!alive || System.nanoTime() - start >= patience) {
                    throw notBegun(expected, alive);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IllegalStateException ranElsewhere(Thread expected, Thread other) {
        return new IllegalStateException(
                "The carrier thread factory returned "
                        + expected
                        + " and has "
                        + other
                        + " run what it was given. A carrier is that Runnable: pass it to the"
                        + " thread that is returned.");
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
