package io.github.trunnion.bridge;

import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The timers of a carrier: a heap by deadline, confined to its thread. */
final class TimerQueue {
    /*
     * Overview
     *
     * Entries know their place in the heap, so taking one back costs as much as adding one, and
     * nothing of a timer stays behind. A node of the heap has four children, and the deadlines are
     * in an array of their own: the children that are compared are then side by side in memory,
     * where a heap of two ways has twice the levels and looks into two objects on each. Equal
     * deadlines fire in the order of registration. Deadlines are compared by subtraction; a delay
     * beyond half the range of long counts as half the range. A waker that fires may add timers: what is added during a round fires in the next round at
     * the earliest, so a timer that arms itself anew with no delay does not keep the carrier here.
     */
    private static final long LONGEST = Long.MAX_VALUE >> 1;

    /** Children of a node of the heap. */
    private static final int WAYS = 4;

    /** A heap of this size is kept. */
    private static final int SMALL = 64;

    private final Carrier carrier;
    private Entry[] heap = new Entry[0];

    /** That of each entry, at the place of the entry. */
    private long[] deadlines = new long[0];

    private int size;
    private long registrations;

    TimerQueue(Carrier carrier) {
        this.carrier = carrier;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    Registration add(long now, long nanos, Waker waker) {
        long delay = Math.min(Math.max(nanos, 0), LONGEST);
        Entry entry = new Entry(carrier, registrations++, waker);
        if (size == heap.length) {
            resize(Math.max(8, size + (size >> 1)));
        }
        siftUp(size++, entry, now + delay);
        return entry;
    }

    /** Time to the next deadline: 0 if it is due, Long.MAX_VALUE if there is none. */
    long nanosToNext(long now) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, deadlines[0] - now);
    }

    /** Fires what is due. */
    void fire(long now) {
        long end = registrations;
        while (size > 0 && deadlines[0] - now <= 0 && heap[0].order < end) {
            Entry entry = heap[0];
            Waker waker = entry.waker;
            remove(entry);
            if (waker != null) {
                Wakers.fire(waker);
            }
        }
    }

    void clear() {
        while (size > 0) {
            remove(heap[size - 1]);
        }
        heap = new Entry[0];
        deadlines = new long[0];
    }

    private void remove(Entry entry) {
        int hole = entry.index;
        if (hole < 0) {
            return;
        }
        entry.index = -1;
        entry.waker = null;
        Entry last = heap[--size];
        clearSlot(size);
        if (hole < size) {
            siftDown(hole, last, deadlines[size]);
            if (heap[hole] == last) {
                siftUp(hole, last, deadlines[hole]);
            }
        }
        if (heap.length > SMALL && size < heap.length >> 2) {
            shrink();
        }
    }

    /** Gives memory back after a peak. */
    private void shrink() {
        try {
            resize(heap.length >> 1);
        } catch (OutOfMemoryError noMemory) {
            // it stays as it is; the timer that was removed may be about to fire
        }
    }

    @SuppressWarnings("NullAway") // slots from size on are empty
    private void clearSlot(int slot) {
        heap[slot] = null;
    }

    /** Both arrays or, out of memory, none. */
    private void resize(int length) {
        Entry[] entries = Arrays.copyOf(heap, length);
        deadlines = Arrays.copyOf(deadlines, length);
        heap = entries;
    }

    private void siftUp(int hole, Entry entry, long deadline) {
        while (hole > 0) {
            int parent = (hole - 1) / WAYS;
            if (!isBefore(deadline, entry, parent)) {
                break;
            }
            place(hole, heap[parent], deadlines[parent]);
            hole = parent;
        }
        place(hole, entry, deadline);
    }

    private void siftDown(int hole, Entry entry, long deadline) {
        int leaves = (size + WAYS - 2) / WAYS; // from here on no entry has children
        while (hole < leaves) {
            int child = earliestChild(hole);
            if (isBefore(deadline, entry, child)) {
                break;
            }
            place(hole, heap[child], deadlines[child]);
            hole = child;
        }
        place(hole, entry, deadline);
    }

    private int earliestChild(int parent) {
        int earliest = WAYS * parent + 1;
        int end = Math.min(earliest + WAYS, size);
        for (int child = earliest + 1; child < end; child++) {
            if (isBefore(deadlines[child], heap[child], earliest)) {
                earliest = child;
            }
        }
        return earliest;
    }

    /** Whether an entry with such a deadline fires before the one at the place. */
    private boolean isBefore(long deadline, Entry entry, int place) {
        long difference = deadline - deadlines[place];
        return difference < 0 || (difference == 0 && entry.order < heap[place].order);
    }

    private void place(int index, Entry entry, long deadline) {
        heap[index] = entry;
        deadlines[index] = deadline;
        entry.index = index;
    }

    /** A timer; as a node it carries its own removal to the carrier. */
    private static final class Entry extends Node implements Registration {
        private final Carrier carrier;
        private final long order;

        /** Confined to the carrier; null once fired or removed. */
        private @Nullable Waker waker;

        /** Place in the heap, -1 outside; confined to the carrier. */
        private int index = -1;

        /** Whether close was called; claimed by getAndSet, so the node is submitted once. */
        private volatile boolean closed;

        Entry(Carrier carrier, long order, Waker waker) {
            this.carrier = carrier;
            this.order = order;
            this.waker = waker;
        }

        @Override
        public void close() {
            if (carrier.isCurrent()) {
                carrier.timers().remove(this);
            } else if (!(boolean) CLOSED.getAndSet(this, true)) { // volatile: one submit
                carrier.enqueue(this);
            }
        }

        @Override
        void run(Carrier onCarrier) {
            onCarrier.timers().remove(this);
        }

        @Override
        void abandon() {}

        @Override
        boolean isUrgent() {
            return true;
        }

        private static final VarHandle CLOSED;

        static {
            try {
                CLOSED = MethodHandles.lookup().findVarHandle(Entry.class, "closed", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
