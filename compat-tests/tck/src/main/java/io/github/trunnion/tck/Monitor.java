package io.github.trunnion.tck;

import java.util.function.BooleanSupplier;

/** A timed wait on a monitor. */
final class Monitor {
    private Monitor() {}

    /**
     * Waits until the condition holds, the time is over, or the thread is interrupted, which leaves
     * its flag set. The caller holds the lock.
     */
    static void await(Object lock, BooleanSupplier condition, long nanos) {
        long start = System.nanoTime();
        synchronized (lock) {
            while (!condition.getAsBoolean()) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return;
                }
                try {
                    lock.wait(left / 1_000_000, (int) (left % 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
