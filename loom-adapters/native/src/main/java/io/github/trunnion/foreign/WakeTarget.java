package io.github.trunnion.foreign;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * What an id of the {@link WakerTable} stands for: the waker of one native future's latest poll.
 */
final class WakeTarget {
    final long id;

    /** The context, slot and result that the native side is lent; see {@link WakerTable}. */
    final MemorySegment memory;

    /** The context of the poll that is going on; confined to the polling thread. */
    @Nullable Context polling;

    /** Written by the polling thread before it calls poll, read by whoever wakes. */
    private volatile @Nullable Waker waker;

    WakeTarget(long id, MemorySegment memory) {
        this.id = id;
        this.memory = memory;
    }

    void waker(@Nullable Waker latest) {
        waker = latest;
    }

    /** Any thread. */
    void wake() {
        Waker latest = waker; // volatile read
        if (latest != null) {
            Wakers.fire(latest);
        }
    }
}
