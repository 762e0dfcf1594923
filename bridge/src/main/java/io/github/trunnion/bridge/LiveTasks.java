package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** What a carrier has polled and is not done: tasks, and waits of virtual threads. */
final class LiveTasks {
    private @Nullable Live first;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    /** The latest; the others are linked behind it. */
    @Nullable Live first() {
        return first;
    }

    int size() {
        return size;
    }

    void add(Live task) {
        size++;
        task.nextLive = first;
        if (first != null) {
            first.previousLive = task;
        }
        first = task;
    }

    void remove(Live task) {
        size--;
        Live previous = task.previousLive;
        Live next = task.nextLive;
        if (previous == null) {
            first = next;
        } else {
            previous.nextLive = next;
        }
        if (next != null) {
            next.previousLive = previous;
        }
        task.previousLive = null;
        task.nextLive = null;
    }

    /** Wakes each. */
    void wakeAll() {
        for (Live task = first; task != null; task = task.nextLive) {
            task.wake(); // on the carrier: it only enqueues
        }
    }

    /** Cancels each, also those that a cancel adds. */
    void closeAll(Carrier carrier) {
        for (Live task = first; task != null; task = first) {
            task.close(carrier);
        }
    }
}
