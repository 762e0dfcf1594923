package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;

import java.util.concurrent.atomic.AtomicInteger;

/** A waker that breaks W1: it throws. Whoever wakes it has to isolate it. Any thread. */
public final class PanickingWaker implements Waker {
    /** The message of what is thrown. */
    public static final String MESSAGE = "this waker throws on purpose";

    private final AtomicInteger wakes = new AtomicInteger();

    /** A waker that nobody has woken. */
    public PanickingWaker() {}

    @Override
    public void wake() {
        wakes.incrementAndGet();
        throw new IllegalStateException(MESSAGE);
    }

    /**
     * How often it was woken, and has thrown.
     *
     * @return the number
     */
    public int wakes() {
        return wakes.get();
    }

    @Override
    public String toString() {
        return "PanickingWaker[" + wakes + "]";
    }
}
