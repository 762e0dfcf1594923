package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A pf_future whose poll returns a number that a test has chosen. One at a time. */
final class FakeFuture {
    private static int code;
    private static Runnable onDrop = () -> {};

    private FakeFuture() {}

    static MemorySegment of(int pollReturns, Runnable dropped) {
        code = pollReturns;
        onDrop = dropped;
        MemorySegment vtable = Arena.global().allocate(Abi.FUTURE_VTABLE_BYTES, 8);
        vtable.set(JAVA_INT, Abi.SIZE, (int) Abi.FUTURE_VTABLE_BYTES);
        vtable.set(JAVA_INT, Abi.ABI, Abi.VERSION);
        MethodType ofTwo =
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
        set(vtable, Abi.FUTURE_POLL, "poll", ofTwo, Abi.INT_OF_TWO);
        set(vtable, Abi.FUTURE_TAKE, "take", ofTwo, Abi.INT_OF_TWO);
        set(vtable, Abi.FUTURE_DROP, "drop", ofTwo, Abi.INT_OF_TWO);
        set(
                vtable,
                Abi.FUTURE_BUF_FREE,
                "bufFree",
                MethodType.methodType(void.class, MemorySegment.class, long.class, long.class),
                Abi.BUF_FREE_TYPE);
        MemorySegment future = Arena.global().allocate(8, 8);
        future.set(ADDRESS, 0, vtable);
        return future;
    }

    private static void set(
            MemorySegment vtable, long at, String name, MethodType type, FunctionDescriptor as) {
        vtable.set(ADDRESS, at, Upcalls.stub(MethodHandles.lookup(), name, type, as));
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
