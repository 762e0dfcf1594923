package io.github.trunnion.bridge;

import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The timers of a carrier: a binary heap by deadline, confined to its thread. */
final class TimerQueue {
    /*
     * Overview
     *
     * Entries know their place in the heap, so taking one back costs as much as adding one, and
     * nothing of a timer stays behind. Equal deadlines fire in the order of registration. Deadlines
     * are compared by subtraction; a delay beyond half the range of long counts as half the range.
     * A waker that fires may add timers: what is added during a round fires in the next round at
     * the earliest, so a timer that arms itself anew with no delay does not keep the carrier here.
     */
    private static final long LONGEST = Long.MAX_VALUE >> 1;

    /** A heap of this size is kept. */
    private static final int SMALL = 64;

    private final Carrier carrier;
    private Entry[] heap = new Entry[0];
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
        Entry entry = new Entry(carrier, now + delay, registrations++, waker);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(8, size + (size >> 1)));
        }
        siftUp(size++, entry);
        return entry;
    }

    /** Time to the next deadline: 0 if it is due, Long.MAX_VALUE if there is none. */
    long nanosToNext(long now) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].deadline - now);
    }

    /** Fires what is due. */
    void fire(long now) {
        long end = registrations;
        while (size > 0 && heap[0].deadline - now <= 0 && heap[0].order < end) {
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
            siftDown(hole, last);
            if (heap[hole] == last) {
                siftUp(hole, last);
            }
        }
        if (heap.length > SMALL && size < heap.length >> 2) {
            shrink();
        }
    }

    /** Gives memory back after a peak. */
    private void shrink() {
        try {
            heap = Arrays.copyOf(heap, heap.length >> 1);
        } catch (OutOfMemoryError noMemory) {
            // it stays as it is; the timer that was removed may be about to fire
        }
    }

    @SuppressWarnings("NullAway") // slots from size on are empty
    private void clearSlot(int slot) {
        heap[slot] = null;
    }

    private void siftUp(int hole, Entry entry) {
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!entry.before(heap[parent])) {
                break;
            }
            place(hole, heap[parent]);
            hole = parent;
        }
        place(hole, entry);
    }

    private void siftDown(int hole, Entry entry) {
        int half = size >>> 1;
        while (hole < half) {
            int child = 2 * hole + 1;
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (entry.before(heap[child])) {
                break;
            }
            place(hole, heap[child]);
            hole = child;
        }
        place(hole, entry);
    }

    private void place(int index, Entry entry) {
        heap[index] = entry;
        entry.index = index;
    }

    /** A timer; as a node it carries its own removal to the carrier. */
    private static final class Entry extends Node implements Registration {
        private final Carrier carrier;
        private final long deadline;
        private final long order;

        /** Confined to the carrier; null once fired or removed. */
        private @Nullable Waker waker;

        /** Place in the heap, -1 outside; confined to the carrier. */
        private int index = -1;

        /** Whether close was called; claimed by getAndSet, so the node is submitted once. */
        private volatile boolean closed;

        Entry(Carrier carrier, long deadline, long order, Waker waker) {
            this.carrier = carrier;
            this.deadline = deadline;
            this.order = order;
            this.waker = waker;
        }

        boolean before(Entry other) {
            long difference = deadline - other.deadline;
            return difference < 0 || (difference == 0 && order < other.order);
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
