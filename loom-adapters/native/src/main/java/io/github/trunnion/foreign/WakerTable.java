package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The wakers of this process that native code knows by number. */
@SuppressWarnings("restricted")
final class WakerTable {
    /*
     * Overview
     *
     * Native code holds a number, not a reference: the generation of a slot and the slot. It may copy
     * and forget it, and may wake with it when the future is long gone. So there is nothing to
     * release, one upcall stub serves all wakers, and it lives in the global arena: a stub whose
     * arena is closed while native code can still call it may run another stub's method.
     *
     * Each slot comes with native memory for what its future lends to a poll: a pf_context, a
     * pf_hook_slot, a pf_result. Slots and memory are reused, never given back.
     *
     * FREE is a stack of free slots, a version in its upper half, slot + 1 in its lower half:
     *   empty  -> [slot]        free, CAS
     *   [slot] -> next of slot  allocate, CAS; the version makes it fail if the slot came back
     * Who takes a slot by its CAS has generations[slot] alone until the CAS that frees it.
     *
     * targets[slot]:
     *   null -> target   allocate, setRelease: the target's fields are seen by who finds it
     *   target -> null   free, setRelease
     *
     * A wake that is late (is safely handled). Thread A has read the target when carrier C ends the
     * future, frees the slot, and another future gets it. A wakes the target that it holds: its
     * waker is null by now, or it wakes a task that is done (W4). It never wakes the other future,
     * which has a target of its own. A wake that comes later finds another generation.
     */
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int CHUNKS = 1 << 15;

    /** Where in a slot's memory things are. */
    static final long CONTEXT_AT = 0;

    static final long SLOT_AT = CONTEXT_AT + Abi.CONTEXT_BYTES;
    static final long RESULT_AT = SLOT_AT + Abi.SLOT_BYTES;
    private static final long STRIDE = 128;

    private static final AtomicReferenceArray<@Nullable Chunk> DIRECTORY =
            new AtomicReferenceArray<>(CHUNKS);
    private static final AtomicLong FREE = new AtomicLong();
    private static final AtomicInteger FRESH = new AtomicInteger();
    private static final LongAdder LIVE = new LongAdder();
    private static final LongAdder STALE = new LongAdder();

    private static final VarHandle TARGETS =
            MethodHandles.arrayElementVarHandle(WakeTarget[].class);
    private static final VarHandle NEXT = MethodHandles.arrayElementVarHandle(int[].class);

    /** The static vtable of all wakers of this process; its address names this executor. */
    static final MemorySegment VTABLE = vtable();

    private WakerTable() {}

    /** The slots of one number range. */
    private static final class Chunk {
        final MemorySegment memory = Arena.ofAuto().allocate(CHUNK * STRIDE, STRIDE);
        final @Nullable WakeTarget[] targets = new WakeTarget[CHUNK];
        final int[] generations = new int[CHUNK];
        final int[] next = new int[CHUNK];
    }

    /** Takes a slot for a future; the memory names the id, the vtable and the slot. */
    static WakeTarget allocate() {
        int slot = takeFree();
        if (slot < 0) {
            slot = FRESH.getAndIncrement();
            if (slot < 0 || slot >= CHUNKS * CHUNK) {
                FRESH.getAndDecrement();
                throw new IllegalStateException(
                        "There are "
                                + CHUNKS * CHUNK
                                + " native futures that are neither done nor cancelled; no more"
                                + " can be polled.");
            }
        }
        Chunk chunk = chunkFor(slot);
        int index = slot & (CHUNK - 1);
        int generation = ++chunk.generations[index]; // this thread has the slot alone
        long id = (long) generation << 32 | slot;
        long address = chunk.memory.address() + index * STRIDE;
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(STRIDE);
        memory.set(JAVA_INT, CONTEXT_AT + Abi.SIZE, (int) Abi.CONTEXT_BYTES);
        memory.set(JAVA_INT, CONTEXT_AT + Abi.ABI, Abi.VERSION);
        memory.set(ADDRESS, CONTEXT_AT + Abi.CONTEXT_WAKER_VTABLE, VTABLE);
        memory.set(JAVA_LONG, CONTEXT_AT + Abi.CONTEXT_WAKER_DATA, id);
        memory.set(ADDRESS, SLOT_AT + Abi.SLOT_OWNER, VTABLE);
        memory.set(JAVA_LONG, SLOT_AT + Abi.SLOT_OWNER_DATA, id);
        WakeTarget target = new WakeTarget(id, memory);
        TARGETS.setRelease(chunk.targets, index, target);
        LIVE.increment();
        return target;
    }

    /** Gives the slot back; its id is stale from now on. Once. */
    static void free(WakeTarget target) {
        target.waker(null);
        int slot = (int) target.id;
        Chunk chunk = chunkFor(slot);
        TARGETS.setRelease(chunk.targets, slot & (CHUNK - 1), (WakeTarget) null);
        LIVE.decrement();
        while (true) {
            long head = FREE.getAcquire();
            NEXT.setOpaque(chunk.next, slot & (CHUNK - 1), (int) head); // published by the CAS
            if (FREE.compareAndSet(head, nextVersion(head) | (slot + 1))) {
                return;
            }
        }
    }

    /** What the id stands for, or null if it is stale. */
    static @Nullable WakeTarget find(long id) {
        int slot = (int) id;
        if (slot < 0 || slot >= CHUNKS * CHUNK) {
            return null;
        }
        Chunk chunk = DIRECTORY.getAcquire(slot >>> CHUNK_BITS);
        if (chunk == null) {
            return null;
        }
        WakeTarget target = (WakeTarget) TARGETS.getAcquire(chunk.targets, slot & (CHUNK - 1));
        return target != null && target.id == id ? target : null;
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

    /** Slots in use. */
    static long live() {
        return LIVE.sum();
    }

    /** Wakes that came too late or with a number that never was one. */
    static long staleWakes() {
        return STALE.sum();
    }

    private static int takeFree() {
        while (true) {
            long head = FREE.getAcquire();
            int slot = (int) head - 1;
            if (slot < 0) {
                return -1;
            }
            int next = (int) NEXT.getOpaque(chunkFor(slot).next, slot & (CHUNK - 1));
            if (FREE.compareAndSet(head, nextVersion(head) | next)) { // or somebody was faster
                return slot;
            }
        }
    }

    private static long nextVersion(long head) {
        return ((head >>> 32) + 1) << 32;
    }

    private static Chunk chunkFor(int slot) {
        int index = slot >>> CHUNK_BITS;
        Chunk chunk = DIRECTORY.getAcquire(index);
        if (chunk != null) {
            return chunk;
        }
        Chunk made = new Chunk();
        Chunk before = DIRECTORY.compareAndExchange(index, null, made);
        return before == null ? made : before; // the collector frees the loser's memory
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
