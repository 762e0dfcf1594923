package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** The four functions that uniffi makes for futures of one type of value. */
record UniffiType(
        String name,
        MethodHandle poll,
        MethodHandle complete,
        MethodHandle cancel,
        MethodHandle free) {

    /** How a value is passed; null for void. */
    static @Nullable MemoryLayout layout(String type) {
        return switch (type) {
            case "u8", "i8" -> JAVA_BYTE;
            case "u16", "i16" -> JAVA_SHORT;
            case "u32", "i32" -> JAVA_INT;
            case "u64", "i64" -> JAVA_LONG;
            case "f32" -> JAVA_FLOAT;
            case "f64" -> JAVA_DOUBLE;
            case "rust_buffer" -> UniffiBuffers.BUFFER;
            case "void" -> null;
            default ->
                    throw new IllegalArgumentException(
                            "No type of uniffi's futures is called " + type + ".");
        };
    }

    void poll(long handle, MemorySegment continuation, long data) {
        try {
            poll.invokeExact(handle, continuation, data);
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    void cancel(long handle) {
        try {
            cancel.invokeExact(handle);
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    void free(long handle) {
        try {
            free.invokeExact(handle);
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    /** The value: a boxed number, a segment with a rust_buffer, or null for void. */
    @Nullable Object complete(long handle, MemorySegment status, SegmentAllocator allocator) {
        try {
            return name.equals("rust_buffer")
                    ? complete.invoke(allocator, handle, status)
                    : complete.invoke(handle, status);
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    /** A number as the 64 bits of a result. Unsigned numbers are widened with zeroes. */
    long bits(@Nullable Object value) {
        return switch (value) {
            case Byte b -> name.startsWith("u") ? Byte.toUnsignedLong(b) : b;
            case Short s -> name.startsWith("u") ? Short.toUnsignedLong(s) : s;
            case Integer i -> name.startsWith("u") ? Integer.toUnsignedLong(i) : i;
            case Long l -> l;
            case Float f -> Double.doubleToRawLongBits(f);
            case Double d -> Double.doubleToRawLongBits(d);
            case null, default -> 0;
        };
    }
}
