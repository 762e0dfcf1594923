package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Wakers that are collected while the selector's locks are held, to be fired afterwards (H2).
 *
 * <p>A batch is taken out before it is fired, so a waker may re-enter and even collect and fire.
 */
final class WakerBatch {
    private @Nullable Waker[] wakers = new @Nullable Waker[16];
    private int count;

    /** The array of the last batch, empty. */
    private @Nullable Waker @Nullable [] spare;

    void add(Waker waker) {
        if (count == wakers.length) {
            wakers = Arrays.copyOf(wakers, count * 2);
        }
        wakers[count++] = waker;
    }

    void fire() {
        while (count > 0) {
            @Nullable Waker[] batch = wakers;
            int size = count;
            @Nullable Waker[] next = spare;
            wakers = next != null ? next : new @Nullable Waker[batch.length];
            count = 0;
            spare = null;
            for (int i = 0; i < size; i++) {
                Waker waker = requireNonNull(batch[i]);
                batch[i] = null; // a fired waker is not kept (W4)
                Wakers.fire(waker);
            }
            spare = batch;
        }
    }
}
