package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/** Writes the outcome of a Java future to a pf_result. Buffers are of malloc. */
@SuppressWarnings("restricted")
final class ResultOut {
    private static final MethodHandle MALLOC =
            Abi.LINKER.downcallHandle(
                    Abi.LINKER.defaultLookup().findOrThrow("malloc"),
                    FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle FREE =
            Abi.LINKER.downcallHandle(
                    Abi.LINKER.defaultLookup().findOrThrow("free"),
                    FunctionDescriptor.ofVoid(ADDRESS));

    private ResultOut() {}

    /** How a failure is called. */
    static int status(@Nullable Throwable failure) {
        return failure instanceof NativePanicException ? Abi.PANICKED : Abi.FAILED;
    }

    /** Writes a value; if the writer throws, that is the failure. Returns the status. */
    static <T extends @Nullable Object> int value(
            MemorySegment out, Throwing.Function<? super T, NativeValue> writer, T value) {
        NativeValue written;
        try {
            written = writer.apply(value);
            if (written == null) {
                throw new NullPointerException("The writer of an exported future returned null.");
            }
        } catch (Throwable thrown) {
            return failure(out, thrown);
        }
        write(out, Abi.READY, 0, written.value, written.bytes);
        return Abi.READY;
    }

    /** Writes a failure with its code and text. Returns the status. */
    static int failure(MemorySegment out, @Nullable Throwable failure) {
        int status = status(failure);
        int code = status == Abi.PANICKED ? 0 : code(failure);
        long value = failure instanceof NativeFutureException known ? known.value() : 0;
        write(out, status, code, value, text(failure).getBytes(StandardCharsets.UTF_8));
        return status;
    }

    private static int code(@Nullable Throwable failure) {
        return switch (failure) {
            case NativeFutureException known -> known.code();
            case ReactorConflictException e -> Abi.ERR_CONFLICT;
            case ReactorUnsupportedException e -> Abi.ERR_NO_REACTOR;
            case ReactorFailedException e -> Abi.ERR_REACTOR_FAILED;
            case CancellationException e -> Abi.ERR_CANCELLED;
            case IOException e -> Abi.ERR_IO;
            case null, default -> Abi.ERR_OTHER;
        };
    }

    private static String text(@Nullable Throwable failure) {
        if (failure instanceof NativeFutureException || failure instanceof NativePanicException) {
            return String.valueOf(failure.getMessage());
        }
        try {
            return String.valueOf(failure);
        } catch (Throwable ofItsText) {
            return "an exception whose text cannot be had";
        }
    }

    private static void write(
            MemorySegment out, int status, int code, long value, byte @Nullable [] bytes) {
        MemorySegment result = out.reinterpret(Abi.RESULT_BYTES);
        int length = bytes == null ? 0 : bytes.length;
        MemorySegment buffer = bytes == null || length == 0 ? MemorySegment.NULL : copy(bytes);
        result.set(JAVA_INT, Abi.RESULT_STATUS, status);
        result.set(JAVA_INT, Abi.RESULT_CODE, code);
        result.set(JAVA_LONG, Abi.RESULT_VALUE, value);
        result.set(ADDRESS, Abi.RESULT_PTR, buffer);
        result.set(JAVA_LONG, Abi.RESULT_LEN, buffer.address() == 0 ? 0 : length);
        result.set(JAVA_LONG, Abi.RESULT_CAP, buffer.address() == 0 ? 0 : length);
    }

    private static MemorySegment copy(byte[] bytes) {
        try {
            MemorySegment made = (MemorySegment) MALLOC.invokeExact((long) bytes.length);
            if (made.address() == 0) {
                throw new OutOfMemoryError("malloc of " + bytes.length + " bytes");
            }
            MemorySegment.copy(
                    bytes, 0, made.reinterpret(bytes.length), JAVA_BYTE, 0, bytes.length);
            return made;
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }

    /** The buf_free of exported futures. */
    static void free(MemorySegment buffer) {
        try {
            FREE.invokeExact(buffer);
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
    }
}
