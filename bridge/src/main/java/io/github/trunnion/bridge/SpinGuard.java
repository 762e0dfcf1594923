package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

/** Notices a hook that returns over and over for nothing (H6), and slows it down. */
final class SpinGuard {
    /*
     * Overview
     *
     * Counts returns for nothing in a row, in windows of time. A full count within one window means
     * that the hook spins: it is reported once, and from then on the carrier parks plainly for a
     * short pause between two calls. A wake ends the pause and the back-off; so does a return of the
     * hook with an event.
     */
    private static final int LIMIT = 512;
    private static final long WINDOW = 10_000_000;
    static final long PAUSE = 1_000_000;

    private int idleReturns;
    private long windowStart;
    private boolean spinning;
    private boolean pauseDue;
    private boolean reported;

    /** Whether the next park is a pause; at most every second one is. */
    boolean takePause() {
        boolean due = pauseDue;
        pauseDue = false;
        return due;
    }

    /**
     * The hook returned with an event, by a wake or by a deadline, or somebody woke the carrier.
     */
    void progress() {
        idleReturns = 0;
        spinning = false;
        pauseDue = false;
    }

    /**
     * The hook returned for nothing.
     *
     * @param now the time of the system, in nanoseconds: the rule is about the work that a hook
     *     makes for nothing, which no clock of the executor can change
     * @return whether this is to be reported
     */
    boolean idleReturn(long now) {
        if (spinning) {
            pauseDue = true;
            return false;
        }
        if (idleReturns == 0 || now - windowStart > WINDOW) {
            idleReturns = 0;
            windowStart = now;
        }
        if (++idleReturns < LIMIT) {
            return false;
        }
        spinning = true;
        pauseDue = true;
        boolean first = !reported;
        reported = true;
        return first;
    }

    static IllegalStateException report(ReactorHook hook) {
        return new IllegalStateException(
                "The reactor hook "
                        + Label.of(hook)
                        + " spins: park returned "
                        + LIMIT
                        + " times within 10 ms with no event, no unpark and no deadline due. It is"
                        + " now asked at most 1,000 times a second.");
    }
}
