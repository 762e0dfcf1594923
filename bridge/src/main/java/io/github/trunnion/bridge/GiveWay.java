package io.github.trunnion.bridge;

import java.util.concurrent.locks.LockSupport;

/** Lets others run on the thread that carries a loop which is virtual; confined to the loop. */
final class GiveWay {
    /*
     * Overview
     *
     * The scheduler of virtual threads takes its threads from nobody, so a loop that always has work
     * or events would keep one. A yield costs little, but may come back at once, always: a thread of
     * the scheduler looks first where the loop has just been queued, and nobody else may look where
     * the others are. After a park it looks everywhere. So a loop parks for a moment once in a while.
     * A timer of the JDK ends that.
     *
     * Whether a hook has parked the thread cannot be known: one that had events has not, however long
     * it took. So only parks of this class count. A loop that is about to wait parks here first if that
     * is due, when nobody waits for it.
     *
     * Else it yields before it waits: a thread that it has just woken awaits its next future at once
     * more often than not, and a loop that sleeps in a hook by then has to be got out of it.
     */
    private static final long PERIOD = 10_000_000;
    private static final long MOMENT = 1;

    /** When the last park here ended. */
    private long parked = System.nanoTime();

    /** The loop has nothing to do; whom it has just woken may have something for it. */
    void beforePark() {
        turn();
    }

    /** The loop has work, and others may have some. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield
    void turn() {
        if (!parkIfDue()) {
            Thread.yield();
        }
    }

    private boolean parkIfDue() {
        if (System.nanoTime() - parked < PERIOD) {
            return false;
        }
        LockSupport.parkNanos(this, MOMENT);
        parked = System.nanoTime();
        return true;
    }

    @Override
    public String toString() {
        return "turn of others";
    }
}
