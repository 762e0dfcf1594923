package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A native reactor without native code: epoll and eventfd of the C library, behind a vtable of
 * upcall stubs. To the module it is a reactor like any other.
 */
final class JavaReactor {
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int CLOEXEC = 0x80000;
    private static final long MILLI = 1_000_000;
    private static final int EVENTS = 64;

    /** The struct is packed on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final long EVENT_BYTES = PACKED ? 12 : 16;
    private static final long EVENT_DATA = PACKED ? 4 : 8;

    private static final Map<Long, JavaReactor> LIVE = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong(0x1000);

    static final MemorySegment VTABLE = vtable("epoll in Java");

    /** The vtable of another reactor, which works in the same way. */
    static final MemorySegment OTHER_VTABLE = vtable("another epoll in Java");

    private final long number = NUMBERS.getAndIncrement();
    private final Thread home = Thread.currentThread();
    private final int epoll;
    private final int wake = Native.newEvent();
    private final AtomicInteger references = new AtomicInteger(1);
    private final Map<Integer, Interest> waiting = new HashMap<>();
    private final MemorySegment events = Arena.ofAuto().allocate(EVENTS * EVENT_BYTES, 8);
    private final MemorySegment change = Arena.ofAuto().allocate(EVENT_BYTES, 8);
    private boolean failed;
    private boolean closed;

    /** What the next park returns in place of waiting, if it is negative. */
    int refusal;

    private JavaReactor() throws Throwable {
        epoll = (int) Native.EPOLL_CREATE.invokeExact(CLOEXEC);
        watch(wake);
    }

    /** Makes one of this thread; the caller has a reference to its data. */
    static JavaReactor open() {
        try {
            JavaReactor made = new JavaReactor();
            LIVE.put(made.number, made);
            return made;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** How many are not released. */
    static int live() {
        return LIVE.size();
    }

    MemorySegment data() {
        return MemorySegment.ofAddress(number);
    }

    static JavaReactor of(MemorySegment data) {
        return LIVE.get(data.address());
    }

    /** One wait of a waker for one event. */
    final class Interest {
        private final int event = Native.newEvent();
        private final MemorySegment vtable;
        private final long data;
        private boolean closed; // guarded by this

        private Interest(MemorySegment vtable, long data) {
            this.vtable = vtable;
            this.data = data;
        }

        /** Any thread. */
        synchronized void fire() {
            if (!closed) {
                Native.addToEvent(event);
            }
        }

        void close() {
            forget(event);
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    Native.close(event);
                }
            }
        }

        private void wake() {
            MemorySegment function =
                    vtable.reinterpret(Abi.WAKER_VTABLE_BYTES).get(ADDRESS, Abi.WAKER_WAKE_BY_REF);
            Abi.callWake(function, data);
        }
    }

    /** Home thread. The waker is an id. */
    Interest register(MemorySegment wakerVtable, long wakerData) {
        Interest interest = new Interest(wakerVtable, wakerData);
        try {
            watch(interest.event);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        waiting.put(interest.event, interest);
        return interest;
    }

    private void watch(int event) throws Throwable {
        change.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
        change.set(JAVA_LONG_UNALIGNED, EVENT_DATA, event);
        int code = (int) Native.EPOLL_CTL.invokeExact(epoll, CTL_ADD, event, change);
        if (code != 0) {
            throw new AssertionError("epoll_ctl: " + code);
        }
    }

    private void forget(int event) {
        if (waiting.remove(event) != null && !closed) {
            try {
                int unused = (int) Native.EPOLL_CTL.invokeExact(epoll, CTL_DEL, event, change);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    private int park(long nanos) throws Throwable {
        if (nanos < 0) {
            return Abi.E_ARG;
        }
        if (Thread.currentThread() != home) {
            return Abi.E_THREAD;
        }
        if (refusal < 0) {
            return refusal;
        }
        if (failed || closed) {
            return Abi.E_STATE;
        }
        int count = (int) Native.EPOLL_WAIT.invokeExact(epoll, events, EVENTS, millis(nanos));
        List<Interest> due = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int event = (int) events.get(JAVA_LONG_UNALIGNED, i * EVENT_BYTES + EVENT_DATA);
            if (event == wake) {
                long unused = (long) Native.READ.invokeExact(wake, change, 8L);
            } else {
                Interest interest = waiting.get(event);
                due.add(interest);
                forget(event);
            }
        }
        due.forEach(Interest::wake);
        return due.size();
    }

    private static int millis(long nanos) {
        return nanos == Long.MAX_VALUE
                ? -1
                : (int) Math.min(Integer.MAX_VALUE, nanos / MILLI + (nanos % MILLI == 0 ? 0 : 1));
    }

    private List<Interest> takeAll() {
        List<Interest> all = new ArrayList<>(waiting.values());
        for (Interest interest : all) {
            forget(interest.event);
        }
        return all;
    }

    // The functions of the vtable

    private static int park(MemorySegment data, long nanos) {
        try {
            return of(data).park(nanos);
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
            return Abi.E_STATE;
        }
    }

    private static void unpark(MemorySegment data) {
        Native.addToEvent(of(data).wake);
    }

    private static int hasInterest(MemorySegment data) {
        return of(data).waiting.isEmpty() ? 0 : 1;
    }

    private static void fail(MemorySegment data) {
        JavaReactor reactor = of(data);
        reactor.failed = true;
        reactor.takeAll().forEach(Interest::wake);
    }

    private static void close(MemorySegment data) {
        JavaReactor reactor = of(data);
        if (Thread.currentThread() != reactor.home || reactor.closed) {
            Upcalls.report(new AssertionError("close on another thread, or twice"));
        }
        reactor.takeAll();
        reactor.closed = true;
        Native.close(reactor.epoll);
    }

    private static void retain(MemorySegment data) {
        of(data).references.incrementAndGet();
    }

    private static void release(MemorySegment data) {
        JavaReactor reactor = of(data);
        if (reactor.references.decrementAndGet() == 0) {
            LIVE.remove(reactor.number);
            Native.close(reactor.wake);
        }
    }

    private static MemorySegment vtable(String name) {
        MemorySegment vtable = Arena.global().allocate(Abi.HOOK_VTABLE_BYTES, 8);
        vtable.set(JAVA_INT, Abi.SIZE, (int) Abi.HOOK_VTABLE_BYTES);
        vtable.set(JAVA_INT, Abi.ABI, Abi.VERSION);
        vtable.set(ADDRESS, Abi.HOOK_NAME, Arena.global().allocateFrom(name));
        MethodType toVoid = MethodType.methodType(void.class, MemorySegment.class);
        set(
                vtable,
                Abi.HOOK_PARK,
                "park",
                MethodType.methodType(int.class, MemorySegment.class, long.class),
                Abi.PARK_TYPE);
        set(vtable, Abi.HOOK_UNPARK, "unpark", toVoid, Abi.VOID_OF_ONE);
        set(
                vtable,
                Abi.HOOK_HAS_INTEREST,
                "hasInterest",
                MethodType.methodType(int.class, MemorySegment.class),
                Abi.INT_OF_ONE);
        set(vtable, Abi.HOOK_FAIL, "fail", toVoid, Abi.VOID_OF_ONE);
        set(vtable, Abi.HOOK_CLOSE, "close", toVoid, Abi.VOID_OF_ONE);
        set(vtable, Abi.HOOK_RETAIN, "retain", toVoid, Abi.VOID_OF_ONE);
        set(vtable, Abi.HOOK_RELEASE, "release", toVoid, Abi.VOID_OF_ONE);
        return vtable;
    }

    private static void set(
            MemorySegment vtable, long at, String name, MethodType type, FunctionDescriptor as) {
        vtable.set(ADDRESS, at, Upcalls.stub(MethodHandles.lookup(), name, type, as));
    }
}
