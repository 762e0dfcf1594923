package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The static vtable of exported futures, and its functions: none of them throws. */
final class ExportVtable {
    /** What a function returns that has failed itself, of which the uncaught handler is told. */
    private static final int BROKEN = Abi.E_STATE;

    static final MemorySegment INSTANCE = of(MethodHandles.lookup());

    private ExportVtable() {}

    static int poll(MemorySegment future, MemorySegment context) {
        try {
            ExportedFuture<?> exported = ExportedFuture.at(future);
            return exported == null ? Abi.E_ARG : exported.poll(context);
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
            return BROKEN;
        }
    }

    static int take(MemorySegment future, MemorySegment out) {
        try {
            ExportedFuture<?> exported = ExportedFuture.at(future);
            return exported == null ? Abi.E_ARG : exported.take(out);
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
            return BROKEN;
        }
    }

    @SuppressWarnings("UnusedVariable") // a Java future does not panic
    static int drop(MemorySegment future, MemorySegment panic) {
        try {
            ExportedFuture<?> exported = ExportedFuture.at(future);
            return exported == null ? Abi.E_ARG : exported.drop();
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
            return BROKEN;
        }
    }

    @SuppressWarnings("UnusedVariable") // malloc knows the size
    static void bufFree(MemorySegment buffer, long len, long cap) {
        try {
            ResultOut.free(buffer);
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
        }
    }

    /** A vtable of the static poll, take, drop and bufFree of the lookup's class. */
    static MemorySegment of(MethodHandles.Lookup functions) {
        MemorySegment vtable = Arena.global().allocate(Abi.FUTURE_VTABLE_BYTES, 8);
        vtable.set(JAVA_INT, Abi.SIZE, (int) Abi.FUTURE_VTABLE_BYTES);
        vtable.set(JAVA_INT, Abi.ABI, Abi.VERSION);
        MethodType ofTwo =
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
        MethodType ofBuffer =
                MethodType.methodType(void.class, MemorySegment.class, long.class, long.class);
        set(functions, vtable, Abi.FUTURE_POLL, "poll", ofTwo, Abi.INT_OF_TWO);
        set(functions, vtable, Abi.FUTURE_TAKE, "take", ofTwo, Abi.INT_OF_TWO);
        set(functions, vtable, Abi.FUTURE_DROP, "drop", ofTwo, Abi.INT_OF_TWO);
        set(functions, vtable, Abi.FUTURE_BUF_FREE, "bufFree", ofBuffer, Abi.BUF_FREE_TYPE);
        return vtable;
    }

    private static void set(
            MethodHandles.Lookup functions,
            MemorySegment vtable,
            long at,
            String name,
            MethodType type,
            FunctionDescriptor as) {
        vtable.set(ADDRESS, at, Upcalls.stub(functions, name, type, as));
    }
}
