package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;

import java.util.concurrent.atomic.AtomicInteger;

/** A waker that counts its wakes. Any thread. */
public final class CountingWaker implements Waker {
    private final AtomicInteger wakes = new AtomicInteger();

    /** A waker that nobody has woken. */
    public CountingWaker() {}

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    /**
     * All wakes so far.
     *
     * @return the number
     */
    public int wakes() {
        return wakes.get();
    }

    /**
     * The wakes since the last call of this method.
     *
     * @return the number
     */
    public int take() {
        return wakes.getAndSet(0);
    }

    @Override
    public String toString() {
        return "CountingWaker[" + wakes + "]";
    }
}
