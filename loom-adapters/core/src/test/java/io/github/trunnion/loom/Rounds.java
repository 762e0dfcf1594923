package io.github.trunnion.loom;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the two threads of a race meet before and after each round, and how many rounds there are:
 * on a machine that is busy with other things, fewer.
 */
final class Rounds {
    private static final int MOST = 20_000;
    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final AtomicInteger arrivals = new AtomicInteger();
    private final long start = System.nanoTime();
    private volatile Thread early;
    private int round = -1;

    /** Whether there is another round; asked by one of the two. */
    boolean next() {
        return ++round < MOST && System.nanoTime() - start < BUDGET_NANOS;
    }

    int round() {
        return round;
    }

    /** Whether there were so many rounds that each outcome must have been seen. */
    boolean wereMany() {
        return round > MOST / 10;
    }

    /** Waits for the other; an interrupt stays in the flag. */
    void meet() {
        int mine = arrivals.getAndIncrement();
        if (mine % 2 == 1) {
            LockSupport.unpark(early);
            return;
        }
        for (int i = 0; i < 200 && arrivals.get() == mine + 1; i++) {
            Thread.onSpinWait();
        }
        early = Thread.currentThread();
        long since = System.nanoTime();
        while (arrivals.get() == mine + 1) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            if (System.nanoTime() - since > PATIENCE_NANOS) {
                throw new AssertionError("the other side did not come");
            }
        }
    }

    static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
