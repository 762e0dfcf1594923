package io.github.trunnion.bridge;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks as a wait of the JDK's own futures does: on a worker of a ForkJoinPool another worker may
 * take its place meanwhile, since what is waited for may stand in the queue of this very pool.
 */
final class ManagedPark implements ForkJoinPool.ManagedBlocker {
    /*
     * Overview
     *
     * To start another worker runs code of others, a thread factory with locks perhaps, and a park in
     * there takes the permit of whoever has ended the wait meanwhile. So the wait is asked whether it
     * is over right before each park that comes after such code. A pool that stops, or has as many
     * threads as it may, refuses; then the thread parks without another worker.
     */
    /** What is waited for. */
    interface Wait {
        /** Whether there is no need to park; it is told by an unpark as well. */
        boolean isOver();
    }

    private final Object blocker;
    private final long nanos;
    private final Wait wait;

    private ManagedPark(Object blocker, long nanos, Wait wait) {
        this.blocker = blocker;
        this.nanos = nanos;
        this.wait = wait;
    }

    /** Like LockSupport.park: returns for a permit, an interrupt or no reason. */
    static void park(Object blocker, Wait wait) {
        parkNanos(blocker, Long.MAX_VALUE, wait);
    }

    /** At most some nanoseconds, or endlessly for Long.MAX_VALUE. */
    static void parkNanos(Object blocker, long nanos, Wait wait) {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
            ManagedPark park = new ManagedPark(blocker, nanos, wait);
            try {
                ForkJoinPool.managedBlock(park);
            } catch (InterruptedException | RejectedExecutionException refused) {
                boolean unused = park.block(); // not an interrupt of this thread
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
        if (!wait.isOver()) {
            once(blocker, nanos);
        }
        return true;
    }

    @Override
    public boolean isReleasable() {
        return wait.isOver();
    }
}
