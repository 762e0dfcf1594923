package io.github.trunnion.bridge;

import io.github.trunnion.futures.Waker;

import java.util.concurrent.atomic.AtomicLong;

/** Counts its wakes. */
final class CountingWaker implements Waker {
    private final AtomicLong wakes = new AtomicLong();

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    long wakes() {
        return wakes.get();
    }
}
