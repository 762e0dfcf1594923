package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A waker whose thread gets no further for a while, as any thread may: what the future holds during
 * the wake is held that long. On the carrier it does not stall, for nobody else could go on there.
 */
final class StallingWaker implements Waker, AutoCloseable {
    private final TestCarrier carrier;
    private final Duration atMost;
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean stalled;
    private volatile boolean woken;

    StallingWaker(TestCarrier carrier, Duration atMost) {
        this.carrier = carrier;
        this.atMost = atMost;
    }

    @Override
    public void wake() {
        boolean elsewhere = Thread.currentThread() != carrier.thread();
        if (elsewhere) {
            stalled = true;
        }
        woken = true; // last: whoever sees it sees where
        carrier.waker().wake();
        if (elsewhere) {
            try {
                boolean ignored = goOn.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean woken() {
        return woken;
    }

    boolean stalled() {
        return stalled;
    }

    /** Lets the thread go on that stalls, and those that come later. */
    void goOn() {
        goOn.countDown();
    }

    @Override
    public void close() {
        goOn();
    }
}
