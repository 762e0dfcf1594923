package io.github.trunnion.foreign;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Java objects that native code knows by number, each with some native memory. Any thread.
 *
 * @param <E> the type of the objects
 */
@SuppressWarnings("restricted")
final class HandleTable<E extends HandleTable.Entry> {
    /*
     * Overview
     *
     * An id is the generation of a slot and the slot. So an id that is kept too long is found to be
     * stale, and ids need not be released by those who have them. Slots and their memory are reused,
     * never given back.
     *
     * free is a stack of free slots, a version in its upper half, slot + 1 in its lower half:
     *   empty  -> [slot]        remove, CAS
     *   [slot] -> next of slot  add, CAS; the version makes it fail if the slot came back
     * Who takes a slot by its CAS has generations[slot] alone until the CAS that frees it.
     *
     * entries[slot]:
     *   null  -> entry  add, setRelease: the entry's fields are seen by who finds it
     *   entry -> null   remove, setRelease
     *
     * A potential race (is safely handled). Thread A has found an entry when thread B removes it and
     * the slot goes to another one. A uses the entry that it holds, which has been told of its end;
     * it never reaches the other one. Who comes later finds another generation.
     */
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int CHUNKS = 1 << 15;

    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(Entry[].class);
    private static final VarHandle NEXT = MethodHandles.arrayElementVarHandle(int[].class);

    private final AtomicReferenceArray<@Nullable Chunk> directory =
            new AtomicReferenceArray<>(CHUNKS);
    private final AtomicLong free = new AtomicLong();
    private final AtomicInteger fresh = new AtomicInteger();
    private final LongAdder live = new LongAdder();
    private final long stride;

    /** Makes a table whose entries have so many bytes of memory each. */
    HandleTable(long stride) {
        this.stride = stride;
    }

    /** What the table holds. */
    abstract static class Entry {
        final long id;

        /** Zeroed, or as the last user of the slot has left it. */
        final MemorySegment memory;

        Entry(long id, MemorySegment memory) {
            this.id = id;
            this.memory = memory;
        }
    }

    /** Makes an entry. */
    @FunctionalInterface
    interface Maker<E> {
        E make(long id, MemorySegment memory);
    }

    /** The slots of one number range. */
    private static final class Chunk {
        final MemorySegment memory;
        final @Nullable Entry[] entries = new Entry[CHUNK];
        final int[] generations = new int[CHUNK];
        final int[] next = new int[CHUNK];

        Chunk(long stride) {
            memory = Arena.ofAuto().allocate(CHUNK * stride, stride); // as long as the table
        }
    }

    /** Makes and adds an entry. */
    E add(Maker<E> maker) {
        int slot = takeSlot();
        Chunk chunk = chunkFor(slot);
        int index = slot & (CHUNK - 1);
        int generation = ++chunk.generations[index]; // this thread has the slot alone
        long id = (long) generation << 32 | slot;
        long address = chunk.memory.address() + index * stride;
        E entry = maker.make(id, MemorySegment.ofAddress(address).reinterpret(stride));
        ENTRIES.setRelease(chunk.entries, index, (Entry) entry);
        live.increment();
        return entry;
    }

    /** Removes an entry, once; its id is stale from now on. */
    void remove(E entry) {
        int slot = (int) entry.id;
        Chunk chunk = chunkFor(slot);
        ENTRIES.setRelease(chunk.entries, slot & (CHUNK - 1), (Entry) null);
        live.decrement();
        while (true) {
            long head = free.getAcquire();
            NEXT.setOpaque(chunk.next, slot & (CHUNK - 1), (int) head); // published by the CAS
            if (free.compareAndSet(head, nextVersion(head) | (slot + 1))) {
                return;
            }
        }
    }

    /** The entry with the id, or null if it is stale or never was one. */
    @SuppressWarnings("unchecked") // only add stores entries
    @Nullable E find(long id) {
        int slot = (int) id;
        if (slot < 0 || slot >= CHUNKS * CHUNK) {
            return null;
        }
        Chunk chunk = directory.getAcquire(slot >>> CHUNK_BITS);
        if (chunk == null) {
            return null;
        }
        Entry entry = (Entry) ENTRIES.getAcquire(chunk.entries, slot & (CHUNK - 1));
        return entry != null && entry.id == id ? (E) entry : null;
    }

    /** How many entries there are. */
    long live() {
        return live.sum();
    }

    private int takeSlot() {
        while (true) {
            long head = free.getAcquire();
            int slot = (int) head - 1;
            if (slot < 0) {
                return takeFresh();
            }
            int next = (int) NEXT.getOpaque(chunkFor(slot).next, slot & (CHUNK - 1));
            if (free.compareAndSet(head, nextVersion(head) | next)) { // or somebody was faster
                return slot;
            }
        }
    }

    private int takeFresh() {
        int slot = fresh.getAndIncrement();
        if (slot < 0 || slot >= CHUNKS * CHUNK) {
            fresh.getAndDecrement();
            throw new IllegalStateException(
                    "There are "
                            + CHUNKS * CHUNK
                            + " native futures that are neither done nor cancelled; no more can be"
                            + " polled.");
        }
        return slot;
    }

    private static long nextVersion(long head) {
        return ((head >>> 32) + 1) << 32;
    }

    private Chunk chunkFor(int slot) {
        int index = slot >>> CHUNK_BITS;
        Chunk chunk = directory.getAcquire(index);
        if (chunk != null) {
            return chunk;
        }
        Chunk made = new Chunk(stride);
        Chunk before = directory.compareAndExchange(index, null, made);
        return before == null ? made : before; // the collector frees the loser's memory
    }
}
