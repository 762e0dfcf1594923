package io.github.trunnion.futures;

/** The timers of an execution context; they bound its park (H7). */
public interface Timers {

    /**
     * The clock that {@link #wakeAfter} measures with, in nanoseconds from an arbitrary origin.
     *
     * @return the time, comparable only by subtraction
     */
    long nanoTime();

    /**
     * Wakes the waker once, not before the given time has passed.
     *
     * @param nanos how long, in nanoseconds; zero or less means as soon as possible, never inside
     *     this call
     * @param waker the waker
     * @return a registration that cancels the timer
     */
    Registration wakeAfter(long nanos, Waker waker);
}
