package io.github.trunnion.soak;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread that does the steps of a load at a pace. */
final class Driver {
    /*
     * Overview
     *
     * Steps come in bursts, one each 5 to 15 ms, so that a carrier is found busy as well as parked.
     * A burst that is late is not made up for: a slow machine gets less load, not a backlog.
     */
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PAUSE_SPREAD = TimeUnit.MILLISECONDS.toNanos(10);

    /** One unit of work. */
    @FunctionalInterface
    interface Step {
        void run(Driver driver) throws Exception;
    }

    final SplittableRandom random;
    private final Load load;
    private final double perNano;
    private final Step step;
    private final Thread thread;
    private double allowed;

    /** Written by the thread of this driver only. */
    private volatile long steps;

    Driver(Load load, String name, double perSecond, SplittableRandom random, Step step) {
        this.load = load;
        this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
        this.random = random;
        this.step = step;
        this.thread = Thread.ofPlatform().name("soak-" + name).unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    long steps() {
        return steps;
    }

    String name() {
        return thread.getName();
    }

    Thread thread() {
        return thread;
    }

    /** Waits until the last step is done; false if it is not done in time. */
    boolean join(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        return !thread.isAlive();
    }

    /** Spins for a random time of less than the given number of rounds. */
    void spin(int rounds) {
        spin(random, rounds);
    }

    static void spin(@Nullable SplittableRandom random, int rounds) {
        for (int i = random == null ? rounds : random.nextInt(rounds); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private void loop() {
        long last = System.nanoTime();
        long done = 0;
        while (!load.isStopping()) {
            for (; allowed >= 1 && !load.isStopping(); allowed--) {
                try {
                    step.run(this);
                } catch (Throwable unexpected) {
                    load.complain(name(), unexpected);
                }
                steps = ++done;
            }
            LockSupport.parkNanos(this, SHORTEST_PAUSE + random.nextLong(PAUSE_SPREAD));
            long now = System.nanoTime();
            allowed += perNano * Math.min(now - last, SHORTEST_PAUSE + PAUSE_SPREAD);
            last = now;
        }
    }
}
