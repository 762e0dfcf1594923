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
     * the others are. After a park it looks everywhere. So a loop that has not been parked for a
     * while parks for a moment. A timer of the JDK ends that; nothing depends on when it does.
     *
     * Whether a hook has parked the thread is judged by the time it took.
     */
    private static final long PERIOD = 10_000_000;
    private static final long LEAST_PARK = 50_000;
    private static final long MOMENT = 1;

    /** When a park last ended. */
    private long parked = System.nanoTime();

    /** When the last call of a hook began. */
    private long began;

    /** A hook, or plain parking, is about to be called and may block. */
    void parkBegins() {
        began = System.nanoTime();
    }

    /** It has returned. */
    void parkEnded() {
        long now = System.nanoTime();
        if (now - began >= LEAST_PARK) {
            parked = now;
        } else {
            parkIfDue(now);
        }
    }

    /** The loop has work, and others may have some. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield
    void turn() {
        if (!parkIfDue(System.nanoTime())) {
            Thread.yield();
        }
    }

    private boolean parkIfDue(long now) {
        if (now - parked < PERIOD) {
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
