package io.github.trunnion.bridge;

import io.github.trunnion.futures.Registration;

/**
 * The clock that the timers of an executor measure with. A test can bring one that it moves by
 * hand.
 *
 * <p>A carrier parks until the next deadline by its own measure of time or until the clock ends the
 * park: a clock that can jump calls the registered actions after each jump.
 */
@FunctionalInterface
public interface BridgeClock {

    /**
     * The time, in nanoseconds from an arbitrary origin; it never goes back. Called by carriers,
     * and by any thread that schedules or compares what {@link
     * BridgeExecutor#asScheduledExecutorService} returns.
     *
     * @return the time, comparable only by subtraction
     */
    long nanoTime();

    /**
     * Registers an action that makes a parked carrier read the clock again.
     *
     * @param endPark may be run from any thread, any number of times, and does not block
     * @return taken back when the carrier ends
     */
    default Registration onAdvance(Runnable endPark) {
        return () -> {};
    }

    /**
     * The clock of the system.
     *
     * @return {@link System#nanoTime()}
     */
    static BridgeClock system() {
        return System::nanoTime;
    }
}
