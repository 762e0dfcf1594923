package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/** The functions of a native future; they are those of the library that it came from. */
final class FutureType {
    /**
     * By address; vtables are static, so there are few, and they stay. A put may lock a bin: for a
     * few instructions, once for each vtable, and nobody parks or runs foreign code meanwhile.
     */
    private static final ConcurrentHashMap<Long, FutureType> KNOWN = new ConcurrentHashMap<>();

    final MemorySegment poll;
    final MemorySegment take;
    final MemorySegment drop;
    final MemorySegment bufFree;

    /** The only reactor that such a future waits in; NULL if the library does not say. */
    final MemorySegment hook;

    private final int flags;

    private FutureType(MemorySegment vtable) {
        poll = Abi.required(vtable, Abi.FUTURE_POLL, "poll");
        take = Abi.required(vtable, Abi.FUTURE_TAKE, "take");
        drop = Abi.required(vtable, Abi.FUTURE_DROP, "drop");
        bufFree = Abi.required(vtable, Abi.FUTURE_BUF_FREE, "buf_free");
        hook = vtable.get(ADDRESS, Abi.FUTURE_HOOK);
        flags = vtable.get(JAVA_INT, Abi.FUTURE_FLAGS);
    }

    @SuppressWarnings("restricted")
    static FutureType of(MemorySegment future) {
        MemorySegment vtable = future.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        FutureType known = KNOWN.get(vtable.address());
        if (known == null) {
            known = new FutureType(Abi.vtable(vtable, Abi.FUTURE_VTABLE_BYTES, "a native future"));
            KNOWN.put(vtable.address(), known);
        }
        return known;
    }

    /** Whether it may be polled and dropped on any thread, one at a time. */
    boolean isSend() {
        return (flags & Abi.FLAG_SEND) != 0;
    }

    /** Whether a future of this type can wait in a reactor with this vtable. */
    boolean mayUse(MemorySegment hookVtable) {
        return hook.address() == 0 || hook.address() == hookVtable.address();
    }
}
