package io.github.trunnion.bridge;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks as a wait of the JDK's own futures does: on a worker of a ForkJoinPool another worker may
 * take its place meanwhile, since what is waited for may stand in the queue of this very pool.
 */
final class ManagedPark implements ForkJoinPool.ManagedBlocker {
    private final Object blocker;
    private final long nanos;

    private ManagedPark(Object blocker, long nanos) {
        this.blocker = blocker;
        this.nanos = nanos;
    }

    /**
     * Like LockSupport.park: returns for a permit, an interrupt or no reason.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the pool of this worker has as
     *     many threads as it may; then nothing has waited
     */
    static void park(Object blocker) {
        parkNanos(blocker, Long.MAX_VALUE);
    }

    /** At most some nanoseconds, or endlessly for Long.MAX_VALUE. */
    static void parkNanos(Object blocker, long nanos) {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
            try {
                ForkJoinPool.managedBlock(new ManagedPark(blocker, nanos));
            } catch (InterruptedException unexpected) { // block throws none
                Thread.currentThread().interrupt();
            }
        } else {
            once(blocker, nanos);
        }
    }

    private static void once(Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    @Override
    public boolean block() {
        once(blocker, nanos);
        return true;
    }

    @Override
    public boolean isReleasable() {
        return false;
    }
}
