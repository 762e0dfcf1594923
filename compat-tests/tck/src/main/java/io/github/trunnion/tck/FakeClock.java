package io.github.trunnion.tck;

import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.ArrayList;
import java.util.List;

/**
 * Timers whose time stands still until a test moves it. Any thread.
 *
 * <p>It begins shortly before the end of the range of a long, so that code which compares times
 * other than by subtraction is found out.
 */
public final class FakeClock implements Timers {
    private record Entry(long due, Waker waker) {}

    private final List<Entry> live = new ArrayList<>(); // guarded by this
    private long now = Long.MAX_VALUE - 1_000_000L; // guarded by this
    private long armed; // guarded by this

    /** A clock without timers. */
    public FakeClock() {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Registration wakeAfter(long nanos, Waker waker) {
        // Further than half the range cannot be told from the past by subtraction.
        long due = now + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
        Entry entry = new Entry(due, waker);
        armed++;
        live.add(entry);
        return () -> {
            synchronized (this) {
                live.remove(entry);
            }
        };
    }

    /**
     * How many timers were armed since the clock was made.
     *
     * @return the number
     */
    public synchronized long armed() {
        return armed;
    }

    /**
     * How many timers have neither fired nor been cancelled.
     *
     * @return the number
     */
    public synchronized int live() {
        return live.size();
    }

    /**
     * Moves the time and then fires what is due, on this thread, in the order of the deadlines.
     *
     * @param nanos how far, in nanoseconds, not negative
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "advance(" + nanos + "): time does not go back; nanos must not be negative.");
        }
        List<Entry> due = new ArrayList<>();
        synchronized (this) {
            now += nanos;
            for (Entry entry : live) {
                if (entry.due - now <= 0) {
                    due.add(entry);
                }
            }
            live.removeAll(due);
        }
        due.sort((a, b) -> Long.signum(a.due - b.due)); // stable: equal ones as they were armed
        due.forEach(entry -> Wakers.fire(entry.waker));
    }

    @Override
    public synchronized String toString() {
        return "FakeClock[" + live.size() + " timers]";
    }
}
