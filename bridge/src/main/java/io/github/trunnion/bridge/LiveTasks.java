package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** The tasks of a carrier that have been polled and are not done, linked through themselves. */
final class LiveTasks {
    private @Nullable PollTask<?> first;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    void add(PollTask<?> task) {
        task.nextLive = first;
        if (first != null) {
            first.previousLive = task;
        }
        first = task;
        size++;
    }

    void remove(PollTask<?> task) {
        PollTask<?> previous = task.previousLive;
        PollTask<?> next = task.nextLive;
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
        size--;
    }

    /** Wakes each. */
    void wakeAll() {
        for (PollTask<?> task = first; task != null; task = task.nextLive) {
            task.wake(); // on the carrier: it only enqueues
        }
    }

    /** Cancels each, also those that a cancel adds. */
    void closeAll(Carrier carrier) {
        for (PollTask<?> task = first; task != null; task = first) {
            task.close(carrier);
        }
    }
}
