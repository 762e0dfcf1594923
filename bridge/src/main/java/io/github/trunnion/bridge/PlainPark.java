package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** The hook of a carrier without a reactor: it parks the thread (E9). */
final class PlainPark implements ReactorHook {
    /*
     * Overview
     *
     * The permit of LockSupport belongs to the thread and is shared with user code: a contended lock
     * inside a poll eats it. So the permit that counts is the word below, and LockSupport only puts
     * the thread to sleep. A stray permit makes park return early, which a hook may do.
     *
     * Possible state transitions:
     *   EMPTY    -> PARKED      park begins
     *   EMPTY    -> NOTIFIED    unpark before park
     *   PARKED   -> NOTIFIED    unpark; the thread is woken
     *   PARKED   -> EMPTY       park ends by time, interrupt or no reason
     *   NOTIFIED -> EMPTY       park consumes the permit
     */
    private static final int EMPTY = 0;
    private static final int PARKED = 1;
    private static final int NOTIFIED = 2;

    private final Thread thread;

    /** The permit; written by read-modify-writes only. */
    private volatile int permit;

    PlainPark(Thread thread) {
        this.thread = thread;
    }

    @Override
    public int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        if (nanos > 0 && PERMIT.compareAndSet(this, EMPTY, PARKED)) { // volatile: before the sleep
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        PERMIT.getAndSet(this, EMPTY); // volatile: acquires what came before unpark
        return 0;
    }

    @Override
    public void unpark() {
        if ((int) PERMIT.getAndSet(this, NOTIFIED) == PARKED) { // volatile: releases to park
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean hasInterest() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}

    @Override
    public boolean canParkOn(Thread other) {
        return true;
    }

    @Override
    public String toString() {
        return "plain park";
    }

    private static final VarHandle PERMIT;

    static {
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?> ensureLoaded = LockSupport.class;
        try {
            PERMIT = MethodHandles.lookup().findVarHandle(PlainPark.class, "permit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
