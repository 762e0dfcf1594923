package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Functions of the C library that the tests call. */
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();

    static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
    static final MethodHandle DUP2 = find("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle EPOLL_CREATE = find("epoll_create1", JAVA_INT, JAVA_INT);
    static final MethodHandle EPOLL_CTL =
            find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle EPOLL_WAIT =
            find("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

    private static final int CLOEXEC_NONBLOCK = 0x80800;
    private static final MemorySegment ONE = Arena.global().allocate(JAVA_LONG);

    private Native() {}

    static {
        ONE.set(JAVA_LONG, 0, 1);
    }

    private static MethodHandle find(
            String name,
            java.lang.foreign.MemoryLayout result,
            java.lang.foreign.MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, parameters));
    }

    static int newEvent() {
        try {
            return (int) EVENTFD.invokeExact(0, CLOEXEC_NONBLOCK);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void addToEvent(int event) {
        try {
            long unused = (long) WRITE.invokeExact(event, ONE, 8L);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Puts another descriptor in place of one. */
    static void replace(int descriptor, int by) {
        try {
            int unused = (int) DUP2.invokeExact(by, descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void close(int descriptor) {
        try {
            int unused = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
