package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** uniffi's RustBuffer and RustCallStatus. */
@SuppressWarnings("restricted")
record UniffiBuffers(MethodHandle free) {
    /** capacity, len, data. */
    static final StructLayout BUFFER = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, ADDRESS);

    /** code, and the buffer of the error. */
    static final StructLayout STATUS =
            MemoryLayout.structLayout(JAVA_BYTE, MemoryLayout.paddingLayout(7), BUFFER);

    static final byte OK = 0;
    static final byte ERROR = 1;
    static final byte PANIC = 2;
    static final byte CANCELLED = 3;

    private static final long LEN = 8;
    private static final long DATA = 16;
    private static final long ERROR_BUFFER = 8;

    static byte code(MemorySegment status) {
        return status.get(JAVA_BYTE, 0);
    }

    static MemorySegment error(MemorySegment status) {
        return status.asSlice(ERROR_BUFFER, BUFFER.byteSize());
    }

    /** The bytes of a buffer; NULL if it has none. */
    static MemorySegment bytes(MemorySegment buffer) {
        MemorySegment data = buffer.get(ADDRESS, DATA);
        return data.address() == 0
                ? MemorySegment.NULL
                : data.reinterpret(buffer.get(JAVA_LONG, LEN));
    }

    /** Gives a buffer back, once. */
    void free(MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            free.invokeExact(buffer, arena.allocate(STATUS));
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    /** Copies the bytes and gives the buffer back. */
    byte[] take(MemorySegment buffer) {
        byte[] copy = bytes(buffer).toArray(JAVA_BYTE);
        free(buffer);
        return copy;
    }
}
