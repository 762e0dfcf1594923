package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A correct hook whose events come from a test, and which counts what is done to it.
 *
 * <p>Events, failures to come and counters may be used on any thread; the rest as {@link
 * ReactorHook} says.
 */
public final class ManualHook implements ReactorHook {
    /*
     * Overview
     *
     * One lock guards everything, and no waker is fired under it. `permit` is the sticky unpark.
     */
    private final Object lock = new Object();
    private final Queue<Waker> events = new ArrayDeque<>(); // guarded by lock
    private final List<Waker> waiting = new ArrayList<>(); // guarded by lock
    private final List<Long> parks = new ArrayList<>(); // guarded by lock
    private final List<Throwable> failures = new ArrayList<>(); // guarded by lock
    private final @Nullable ReactorHost host;
    private boolean permit; // guarded by lock
    private boolean interest = true; // guarded by lock
    private @Nullable RuntimeException toThrow; // guarded by lock
    private @Nullable Thread parked; // guarded by lock
    private int unparks; // guarded by lock
    private int closes; // guarded by lock

    /** A hook that asks no host, for a slot's {@code acquire(hook)}. */
    public ManualHook() {
        this.host = null;
    }

    /**
     * A hook that asks its host before it blocks, as rule H2 demands.
     *
     * @param host what a factory was given
     */
    public ManualHook(ReactorHost host) {
        this.host = requireNonNull(host, "host");
    }

    // What a test does

    /**
     * An event: the next park fires the waker. It ends the current park.
     *
     * @param waker the waker
     */
    public void event(Waker waker) {
        requireNonNull(waker, "waker");
        synchronized (lock) {
            events.add(waker);
            lock.notifyAll();
        }
    }

    /**
     * Holds a waker without an event; {@link #failed} wakes it.
     *
     * @param waker the waker
     */
    public void hold(Waker waker) {
        requireNonNull(waker, "waker");
        synchronized (lock) {
            waiting.add(waker);
        }
    }

    /**
     * Makes the next park throw, or the current one.
     *
     * @param failure what it throws
     */
    public void failNextPark(RuntimeException failure) {
        synchronized (lock) {
            toThrow = requireNonNull(failure, "failure");
            lock.notifyAll();
        }
    }

    /**
     * Sets the answer of {@link #hasInterest}, which is true at first.
     *
     * @param interested the answer
     */
    public void interest(boolean interested) {
        synchronized (lock) {
            interest = interested;
        }
    }

    /**
     * The thread that is blocked in {@link #park} now.
     *
     * @return the thread, or null
     */
    public @Nullable Thread parked() {
        synchronized (lock) {
            return parked;
        }
    }

    /**
     * The nanos of all calls of {@link #park}, oldest first.
     *
     * @return a copy
     */
    public List<Long> parks() {
        synchronized (lock) {
            return List.copyOf(parks);
        }
    }

    /**
     * How often {@link #unpark} was called.
     *
     * @return the number
     */
    public int unparks() {
        synchronized (lock) {
            return unparks;
        }
    }

    /**
     * How often {@link #close} was called.
     *
     * @return the number
     */
    public int closes() {
        synchronized (lock) {
            return closes;
        }
    }

    /**
     * The causes that {@link #failed} was given.
     *
     * @return a copy
     */
    public List<Throwable> failures() {
        synchronized (lock) {
            return List.copyOf(failures);
        }
    }

    // What a carrier does

    @Override
    public int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "park(" + nanos + "): nanos must not be negative (H1).");
        }
        List<Waker> due;
        synchronized (lock) {
            parks.add(nanos);
            if (nanos > 0 && nothingCame() && (host == null || host.mayBlock())) {
                block(nanos);
            }
            permit = false;
            RuntimeException failure = toThrow;
            if (failure != null) {
                toThrow = null;
                throw failure;
            }
            due = List.copyOf(events);
            events.clear();
        }
        due.forEach(Wakers::fire);
        return due.size();
    }

    private boolean nothingCame() {
        return !permit && events.isEmpty() && toThrow == null;
    }

    private void block(long nanos) {
        parked = Thread.currentThread();
        Monitor.await(lock, () -> !nothingCame(), nanos);
        parked = null;
    }

    @Override
    public void unpark() {
        synchronized (lock) {
            unparks++;
            permit = true;
            lock.notifyAll();
        }
    }

    @Override
    public boolean hasInterest() {
        synchronized (lock) {
            return interest;
        }
    }

    @Override
    public void failed(Throwable cause) {
        List<Waker> held;
        synchronized (lock) {
            failures.add(cause);
            held = new ArrayList<>(events);
            held.addAll(waiting);
            events.clear();
            waiting.clear();
        }
        held.forEach(Wakers::fire);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closes++;
        }
    }

    @Override
    public String toString() {
        return "ManualHook";
    }
}
