package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What a native future has left: a number, and bytes. Given to a {@link ResultReader}, and valid
 * only during that call and on that thread.
 */
public final class NativeResult {
    private final int status;
    private final int code;
    private final long value;
    private final MemorySegment buffer;
    private final Runnable free;
    private boolean freed;

    /** Takes over a buffer, which may be NULL, with what gives it back. */
    NativeResult(int status, int code, long value, MemorySegment buffer, Runnable free) {
        this.status = status;
        this.code = code;
        this.value = value;
        this.buffer = buffer;
        this.free = free;
    }

    /** Takes over what a native function has written, with its buffer. */
    @SuppressWarnings("restricted")
    static NativeResult of(FutureType type, MemorySegment result, long at) {
        MemorySegment start = result.get(ADDRESS, at + Abi.RESULT_PTR);
        long len = result.get(JAVA_LONG, at + Abi.RESULT_LEN);
        long cap = result.get(JAVA_LONG, at + Abi.RESULT_CAP);
        MemorySegment buffer = start.address() == 0 ? MemorySegment.NULL : start.reinterpret(len);
        return new NativeResult(
                result.get(JAVA_INT, at + Abi.RESULT_STATUS),
                result.get(JAVA_INT, at + Abi.RESULT_CODE),
                result.get(JAVA_LONG, at + Abi.RESULT_VALUE),
                buffer,
                () -> Abi.callBufFree(type.bufFree, buffer, len, cap));
    }

    /** Makes ready the memory that a native function will write a result to. */
    static MemorySegment prepare(MemorySegment memory, long at) {
        return memory.asSlice(at, Abi.RESULT_BYTES).fill((byte) 0);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    /** Gives the buffer back, once. */
    void free() {
        if (!freed) {
            freed = true;
            if (buffer.address() != 0) {
                free.run();
            }
        }
    }

    /**
     * The number.
     *
     * @return the value; 0 if the future has none
     */
    public long value() {
        requireValid();
        return value;
    }

    /**
     * A copy of the bytes.
     *
     * @return the bytes; none if the future has none
     */
    public byte[] bytes() {
        requireValid();
        return buffer.toArray(JAVA_BYTE);
    }

    /**
     * The bytes, read as UTF-8.
     *
     * @return the text
     */
    public String text() {
        requireValid();
        return Abi.text(buffer, buffer.byteSize());
    }

    private void requireValid() {
        if (freed) {
            throw new IllegalStateException(
                    "The result of a native future was read after its ResultReader had returned;"
                            + " its memory is freed. Copy what is needed in the reader.");
        }
    }

    @Override
    public String toString() {
        return "NativeResult[" + value + ", " + buffer.byteSize() + " bytes]";
    }
}
