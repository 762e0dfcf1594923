package io.github.trunnion.foreign;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * What an id of the {@link WakerTable} stands for: the waker of one native future's latest poll.
 */
final class WakeTarget extends HandleTable.Entry {
    final FutureType type;

    /** The pf_hook_slot in the memory. */
    final MemorySegment slot;

    /** The lease of the reactor that the future waits in; confined to the polling thread. */
    @Nullable ReactorLease<NativeReactor> lease;

    /** That of the lease. */
    @Nullable NativeReactor reactor;

    // Of the poll that is going on; confined to the polling thread.
    private @Nullable Context polling;
    private @Nullable Thread pollingOn;

    /** Written by the polling thread before it calls poll, read by whoever wakes. */
    private volatile @Nullable Waker waker;

    WakeTarget(long id, MemorySegment memory, FutureType type) {
        super(id, memory);
        this.type = type;
        this.slot = memory.asSlice(WakerTable.SLOT_AT, Abi.SLOT_BYTES);
    }

    /** On the polling thread; returns what was there. */
    @Nullable Waker replaceWaker(@Nullable Waker latest) {
        Waker before = waker;
        waker = latest; // volatile write
        return before;
    }

    /** Any thread. */
    void wake() {
        Waker latest = waker; // volatile read
        if (latest != null) {
            Wakers.fire(latest);
        }
    }

    void pollBegins(Context cx) {
        polling = cx;
        pollingOn = Thread.currentThread();
    }

    void pollEnds() {
        polling = null;
        pollingOn = null;
    }

    /** The context of the poll that this upcall comes from, or null if it comes from none. */
    @Nullable Context polling() {
        return pollingOn == Thread.currentThread() ? polling : null; // another thread sees another
    }
}
