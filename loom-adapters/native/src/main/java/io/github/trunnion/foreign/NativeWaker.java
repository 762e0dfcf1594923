package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.github.trunnion.futures.Waker;

import java.lang.foreign.MemorySegment;

/** A clone of a native waker, for a Java future that native code polls. */
final class NativeWaker implements Waker {
    private final MemorySegment vtable;
    private final MemorySegment wakeByRef;
    private final MemorySegment drop;
    private final long data;
    private final boolean isId;
    private final Uses uses = new Uses();

    private NativeWaker(MemorySegment vtable, long data, boolean isId) {
        this.vtable = vtable;
        this.wakeByRef = vtable.get(ADDRESS, Abi.WAKER_WAKE_BY_REF);
        this.drop = vtable.get(ADDRESS, Abi.WAKER_DROP);
        this.data = data;
        this.isId = isId;
    }

    /** Clones the waker of a context, whose vtable is usable. */
    static NativeWaker cloneOf(MemorySegment vtable, long data) {
        MemorySegment clone = vtable.get(ADDRESS, Abi.WAKER_CLONE);
        boolean isId = clone.address() == 0;
        return new NativeWaker(vtable, isId ? data : Abi.callClone(clone, data), isId);
    }

    /** Whether it is a number, and the same one; other data may be memory that was used again. */
    boolean isSameId(MemorySegment otherVtable, long otherData) {
        return isId && data == otherData && vtable.address() == otherVtable.address();
    }

    /** Any thread; nothing once it is retired. */
    @Override
    public void wake() {
        if (uses.enter()) {
            try {
                Abi.callWake(wakeByRef, data);
            } finally {
                leave();
            }
        }
    }

    /** Its owner does not need it any more; once. */
    void retire() {
        leave();
    }

    private void leave() {
        if (uses.leave() && drop.address() != 0) {
            Abi.callWake(drop, data);
        }
    }

    @Override
    public String toString() {
        return "NativeWaker[" + Long.toHexString(data) + (uses.isOver() ? ", retired]" : "]");
    }
}
