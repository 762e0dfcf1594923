package io.github.trunnion.bridge;

import io.github.trunnion.futures.Waker;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A waker that a test thread can wait for. */
final class Signal implements Waker {
    private final Semaphore wakes = new Semaphore(0);

    @Override
    public void wake() {
        wakes.release();
    }

    /** Waits for a wake, and takes all there are. */
    void await() throws InterruptedException {
        if (!wakes.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new AssertionError("not woken");
        }
        wakes.drainPermits();
    }
}
