package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The numbers of {@code pollfuture.h}: codes, offsets, and how its functions are called. */
@SuppressWarnings("restricted")
final class Abi {
    /*
     * Overview
     *
     * Offsets are those of every 64-bit ABI that the JDK has a linker for: the structs hold 4-byte
     * and 8-byte members only, in an order without padding. Downcall handles take the function as
     * their first argument, because functions travel with the futures; so the handles are constants
     * of the JIT. None of them is linked as critical: each may call back (a critical function that
     * does ends the JVM), and a critical call holds up garbage collection.
     */
    static final int VERSION = 1;

    static final int PENDING = 0;
    static final int READY = 1;
    static final int FAILED = 2;
    static final int PANICKED = 3;

    static final int E_DONE = -1;
    static final int E_BUSY = -2;
    static final int E_THREAD = -3;
    static final int E_ARG = -4;
    static final int E_STATE = -5;
    static final int E_SYS = -1000;

    static final int ERR_OTHER = 0;
    static final int ERR_IO = 1;
    static final int ERR_CONFLICT = 2;
    static final int ERR_NO_REACTOR = 3;
    static final int ERR_REACTOR_FAILED = 4;
    static final int ERR_CANCELLED = 5;

    static final int FLAG_SEND = 1;

    /** At the start of each vtable and of the context. */
    static final long SIZE = 0;

    static final long ABI = 4;

    /** Offsets of the functions of a waker vtable. */
    static final long WAKER_CLONE = 8;

    static final long WAKER_WAKE = 16;
    static final long WAKER_WAKE_BY_REF = 24;
    static final long WAKER_DROP = 32;
    static final long WAKER_VTABLE_BYTES = 40;

    static final long HOOK_NAME = 8;
    static final long HOOK_PARK = 16;
    static final long HOOK_UNPARK = 24;
    static final long HOOK_HAS_INTEREST = 32;
    static final long HOOK_FAIL = 40;
    static final long HOOK_CLOSE = 48;
    static final long HOOK_RETAIN = 56;
    static final long HOOK_RELEASE = 64;
    static final long HOOK_VTABLE_BYTES = 72;

    static final long SLOT_VTABLE = 0;
    static final long SLOT_DATA = 8;
    static final long SLOT_OWNER = 16;
    static final long SLOT_OWNER_DATA = 24;
    static final long SLOT_BYTES = 32;

    static final long CONTEXT_WAKER_VTABLE = 8;
    static final long CONTEXT_WAKER_DATA = 16;
    static final long CONTEXT_SLOT = 24;
    static final long CONTEXT_BYTES = 32;

    static final long RESULT_STATUS = 0;
    static final long RESULT_CODE = 4;
    static final long RESULT_VALUE = 8;
    static final long RESULT_PTR = 16;
    static final long RESULT_LEN = 24;
    static final long RESULT_CAP = 32;
    static final long RESULT_BYTES = 40;

    static final long FUTURE_FLAGS = 8;
    static final long FUTURE_HOOK = 16;
    static final long FUTURE_POLL = 24;
    static final long FUTURE_TAKE = 32;
    static final long FUTURE_DROP = 40;
    static final long FUTURE_BUF_FREE = 48;
    static final long FUTURE_VTABLE_BYTES = 56;

    static final Linker LINKER = Linker.nativeLinker();

    static final FunctionDescriptor INT_OF_TWO = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    static final FunctionDescriptor INT_OF_ONE = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    static final FunctionDescriptor VOID_OF_ONE = FunctionDescriptor.ofVoid(ADDRESS);
    static final FunctionDescriptor PARK_TYPE = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG);
    static final FunctionDescriptor BUF_FREE_TYPE =
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG);
    static final FunctionDescriptor WAKE_TYPE = FunctionDescriptor.ofVoid(JAVA_LONG);
    static final FunctionDescriptor CLONE_TYPE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CALL_INT_OF_TWO = LINKER.downcallHandle(INT_OF_TWO);
    private static final MethodHandle CALL_INT_OF_ONE = LINKER.downcallHandle(INT_OF_ONE);
    private static final MethodHandle CALL_VOID_OF_ONE = LINKER.downcallHandle(VOID_OF_ONE);
    private static final MethodHandle CALL_PARK = LINKER.downcallHandle(PARK_TYPE);
    private static final MethodHandle CALL_BUF_FREE = LINKER.downcallHandle(BUF_FREE_TYPE);
    private static final MethodHandle CALL_WAKE = LINKER.downcallHandle(WAKE_TYPE);
    private static final MethodHandle CALL_CLONE = LINKER.downcallHandle(CLONE_TYPE);

    private Abi() {}

    /** Calls poll, take or drop. */
    static int call(MemorySegment function, MemorySegment first, MemorySegment second) {
        try {
            return (int) CALL_INT_OF_TWO.invokeExact(function, first, second);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static int callInt(MemorySegment function, MemorySegment data) {
        try {
            return (int) CALL_INT_OF_ONE.invokeExact(function, data);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static void callVoid(MemorySegment function, MemorySegment data) {
        try {
            CALL_VOID_OF_ONE.invokeExact(function, data);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static int callPark(MemorySegment function, MemorySegment data, long nanos) {
        try {
            return (int) CALL_PARK.invokeExact(function, data, nanos);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static void callBufFree(MemorySegment function, MemorySegment buffer, long len, long cap) {
        try {
            CALL_BUF_FREE.invokeExact(function, buffer, len, cap);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /** Calls wake, wake_by_ref or drop of a waker. */
    static void callWake(MemorySegment function, long data) {
        try {
            CALL_WAKE.invokeExact(function, data);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static long callClone(MemorySegment function, long data) {
        try {
            return (long) CALL_CLONE.invokeExact(function, data);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /** A downcall throws nothing of its own but errors of the JVM. */
    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("A native call threw.", thrown);
    }

    /** Reads a vtable after a look at its size and version. */
    static MemorySegment vtable(MemorySegment address, long bytes, String what) {
        if (address.address() == 0) {
            throw new IllegalArgumentException("The vtable of " + what + " is NULL.");
        }
        MemorySegment head = address.reinterpret(ABI + 4);
        int size = head.get(JAVA_INT, SIZE);
        int version = head.get(JAVA_INT, ABI);
        if (version != VERSION || Integer.toUnsignedLong(size) < bytes) {
            throw new IllegalArgumentException(
                    "The vtable of "
                            + what
                            + " has version "
                            + Integer.toUnsignedString(version)
                            + " of pollfuture.h and "
                            + Integer.toUnsignedString(size)
                            + " bytes; this is version "
                            + VERSION
                            + " with "
                            + bytes
                            + ". Build the library against the header of this module"
                            + " (NativeFutures.header()).");
        }
        return address.reinterpret(bytes);
    }

    /** A function of a vtable, which has to be there. */
    static MemorySegment required(MemorySegment vtable, long offset, String what) {
        MemorySegment function = vtable.get(ADDRESS, offset);
        if (function.address() == 0) {
            throw new IllegalArgumentException(
                    "A vtable of pollfuture.h has NULL in place of " + what + ".");
        }
        return function;
    }

    /** Bytes of native memory as text; a message is never worth a failure of its own. */
    static String text(MemorySegment from, long bytes) {
        if (from.address() == 0 || bytes <= 0) {
            return "";
        }
        byte[] copy = from.reinterpret(bytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** A negative return value in words. */
    static String error(int code) {
        if (code <= E_SYS) {
            return "a system call failed with errno " + (E_SYS - code);
        }
        return switch (code) {
            case E_DONE -> "PF_E_DONE: it has finished";
            case E_BUSY -> "PF_E_BUSY: another call is inside of it";
            case E_THREAD -> "PF_E_THREAD: this is not its home thread";
            case E_ARG -> "PF_E_ARG: an argument is wrong";
            case E_STATE -> "PF_E_STATE: not in this state";
            default -> "the unknown code " + code;
        };
    }
}
