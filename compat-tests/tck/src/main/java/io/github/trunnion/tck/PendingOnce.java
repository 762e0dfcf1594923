package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

/**
 * A future that wakes itself in its first poll and is ready in the second, and that counts what is
 * done to it. The counters may be read on any thread.
 *
 * @param <T> the type of the value
 */
public final class PendingOnce<T extends @Nullable Object> implements PollFuture<T> {
    private final T value;
    private volatile int polls;
    private volatile int cancels;
    private volatile int discards;

    /**
     * A future that was not polled.
     *
     * @param value its value
     */
    public PendingOnce(T value) {
        this.value = value;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // polls happen one after the other (F4)
    public Poll<T> poll(Context cx) {
        if (++polls > 1) {
            return Poll.ready(value);
        }
        cx.waker().wake();
        return Poll.pending();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // called once (F7)
    public void cancel() {
        cancels++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // called once (F7)
    public void onDiscard(T discarded) {
        discards++;
    }

    /**
     * How often it was polled.
     *
     * @return the number
     */
    public int polls() {
        return polls; // volatile read
    }

    /**
     * How often it was cancelled.
     *
     * @return the number
     */
    public int cancels() {
        return cancels; // volatile read
    }

    /**
     * How often a value was discarded.
     *
     * @return the number
     */
    public int discards() {
        return discards; // volatile read
    }

    @Override
    public String toString() {
        return "PendingOnce[" + polls + " polls, " + cancels + " cancels]";
    }
}
