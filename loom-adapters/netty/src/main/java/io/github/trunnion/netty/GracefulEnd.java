package io.github.trunnion.netty;

import java.util.concurrent.locks.LockSupport;

/** The quiet period of an event loop that shuts down, spent without stopping its carrier. */
final class GracefulEnd {
    /*
     * Overview
     *
     * Netty's own loop sleeps for a tenth of a second at a time while it waits for the quiet period
     * to pass. On a carrier that would stop everything else, the virtual threads among it that
     * still answer requests. So Netty is told a quiet period of zero, which ends its loop in one
     * go, and that is called when the period has passed. Until then the channels are closed and a
     * park runs tasks. It does not wait in the handler: what the one of io_uring waits for would
     * have to end before the handler can.
     *
     * Confined to the carrier once it is in use.
     */
    private final long quietPeriod;
    private final long timeout;
    private boolean begun;
    private long start;
    private long lastTask;

    GracefulEnd(long quietPeriod, long timeout) {
        this.quietPeriod = quietPeriod;
        this.timeout = timeout;
    }

    /**
     * One park of a loop that ends.
     *
     * @param ran how many tasks this park has run already
     * @return how many it has run in the end
     */
    int park(CarrierLoop loop, ParkWord word, int ran, long nanos) {
        int done = ran;
        if (!begun) {
            begun = true;
            start = System.nanoTime();
            lastTask = start;
            loop.handler().initialize(); // it may never have run
            loop.handler().prepareToDestroy(); // closes the channels
            done += loop.runNonBlockingTasks(0);
        }
        loop.dropScheduled();
        long now = System.nanoTime();
        if (done > 0) {
            lastTask = now;
            loop.handler().prepareToDestroy(); // closes what these have registered
        }
        long left = Math.min(timeout - (now - start), quietPeriod - (now - lastTask));
        if (loop.isShutdown() || left <= 0) {
            loop.finish();
            return done + 1;
        }
        if (done == 0 && nanos > 0 && word.enter(ParkWord.PARKED)) {
            sleep(loop, Math.min(left, nanos));
        }
        word.leave();
        return done;
    }

    private void sleep(CarrierLoop loop, long nanos) {
        long began = System.nanoTime();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - began)) {
            if (!loop.canBlock()) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }
}
