package io.github.trunnion.futures;

import java.util.concurrent.atomic.AtomicInteger;

/** A waker that counts its wakes. */
final class CountingWaker implements Waker {
    private final AtomicInteger wakes = new AtomicInteger();

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    int wakes() {
        return wakes.get();
    }

    /** The wakes since the last call. */
    int take() {
        return wakes.getAndSet(0);
    }
}
