package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** A pf_future whose poll returns a number that a test has chosen. One at a time. */
final class FakeFuture {
    private static int code;
    private static Runnable onDrop = () -> {};

    private FakeFuture() {}

    static MemorySegment of(int pollReturns, Runnable dropped) {
        code = pollReturns;
        onDrop = dropped;
        MemorySegment future = Arena.global().allocate(8, 8);
        future.set(ADDRESS, 0, ExportVtable.of(MethodHandles.lookup()));
        return future;
    }

    static int poll(MemorySegment future, MemorySegment context) {
        return code;
    }

    static int take(MemorySegment future, MemorySegment out) {
        return Abi.E_STATE;
    }

    static int drop(MemorySegment future, MemorySegment panic) {
        onDrop.run();
        return 0;
    }

    static void bufFree(MemorySegment buffer, long length, long capacity) {}
}
