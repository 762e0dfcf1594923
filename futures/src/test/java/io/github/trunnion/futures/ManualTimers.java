package io.github.trunnion.futures;

import java.util.ArrayList;
import java.util.List;

/** Timers whose clock is moved by hand. */
final class ManualTimers implements Timers {
    private record Entry(long due, Waker waker) {}

    private final List<Entry> live = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1_000_000_000L; // overflows in the course of a test
    int armed;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Registration wakeAfter(long nanos, Waker waker) {
        armed++;
        // Further than half the range cannot be told from the past by subtraction.
        Entry entry = new Entry(now + Math.min(nanos, Long.MAX_VALUE / 2), waker);
        live.add(entry);
        return () -> live.remove(entry);
    }

    int live() {
        return live.size();
    }

    /** Moves the clock and fires what is due. */
    void advance(long nanos) {
        now += nanos;
        for (Entry entry : List.copyOf(live)) {
            if (entry.due - now <= 0 && live.remove(entry)) {
                entry.waker.wake();
            }
        }
    }

    /** Fires all timers although their time has not come. */
    void fireEarly() {
        for (Entry entry : List.copyOf(live)) {
            live.remove(entry);
            entry.waker.wake();
        }
    }
}
