package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.LongAdder;

/** The wakers of this process that native code knows by number. */
final class WakerTable {
    /*
     * Overview
     *
     * A waker in native code is a number. Native code may copy and forget it, and may wake with it
     * when the future is long gone. So there is nothing to release, and one upcall stub serves all
     * wakers. It lives in the global arena: a stub whose arena is closed while native code can still
     * call it may run another stub's method.
     *
     * Each entry comes with native memory for what its future lends to a poll: a pf_context, a
     * pf_hook_slot, a pf_result.
     *
     * A wake that is late (is safely handled). Thread A has found the target when carrier C ends the
     * future. A wakes the target that it holds: its waker is null by now, or it wakes a task that is
     * done (W4).
     */
    /** Where in a target's memory things are. */
    static final long CONTEXT_AT = 0;

    static final long SLOT_AT = CONTEXT_AT + Abi.CONTEXT_BYTES;
    static final long RESULT_AT = SLOT_AT + Abi.SLOT_BYTES;
    private static final long BYTES = 128;

    private static final HandleTable<WakeTarget> TARGETS = new HandleTable<>(BYTES);
    private static final LongAdder STALE = new LongAdder();

    /** The static vtable of all wakers of this process; its address names this executor. */
    static final MemorySegment VTABLE = vtable();

    private WakerTable() {}

    /** Makes a target; its memory names the id, the vtable and the slot. */
    static WakeTarget allocate(FutureType type) {
        return TARGETS.add(
                (id, memory) -> {
                    memory.set(JAVA_INT, CONTEXT_AT + Abi.SIZE, (int) Abi.CONTEXT_BYTES);
                    memory.set(JAVA_INT, CONTEXT_AT + Abi.ABI, Abi.VERSION);
                    memory.set(ADDRESS, CONTEXT_AT + Abi.CONTEXT_WAKER_VTABLE, VTABLE);
                    memory.set(JAVA_LONG, CONTEXT_AT + Abi.CONTEXT_WAKER_DATA, id);
                    memory.set(ADDRESS, SLOT_AT + Abi.SLOT_OWNER, VTABLE);
                    memory.set(JAVA_LONG, SLOT_AT + Abi.SLOT_OWNER_DATA, id);
                    return new WakeTarget(id, memory, type);
                });
    }

    /** Ends a target, once; its id is stale from now on. */
    static void free(WakeTarget target) {
        target.replaceWaker(null);
        TARGETS.remove(target);
    }

    /** What the id stands for, or null if it is stale. */
    static @Nullable WakeTarget find(long id) {
        return TARGETS.find(id);
    }

    /** The upcall: any thread, also one that the JVM has not known before. Never throws. */
    static void wake(long id) {
        try {
            WakeTarget target = find(id);
            if (target == null) {
                STALE.increment();
            } else {
                target.wake();
            }
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
        }
    }

    /** Targets in use. */
    static long live() {
        return TARGETS.live();
    }

    /** Wakes that came too late or with a number that never was one. */
    static long staleWakes() {
        return STALE.sum();
    }

    private static MemorySegment vtable() {
        MemorySegment vtable = Arena.global().allocate(Abi.WAKER_VTABLE_BYTES, 8);
        vtable.set(JAVA_INT, Abi.SIZE, (int) Abi.WAKER_VTABLE_BYTES);
        vtable.set(JAVA_INT, Abi.ABI, Abi.VERSION);
        vtable.set(
                ADDRESS,
                Abi.WAKER_WAKE_BY_REF,
                Upcalls.stub(
                        MethodHandles.lookup(),
                        "wake",
                        MethodType.methodType(void.class, long.class),
                        Abi.WAKE_TYPE));
        return vtable;
    }
}
