package io.github.trunnion.futures;

import java.io.IOException;

/**
 * The reactor's face to the carrier that parks in it: one function that blocks and may fire wakers,
 * and one that ends that block.
 *
 * <p>{@link #unpark} may be called from any thread; everything else is called by the one carrier
 * whose slot holds the hook (H2). A carrier closes the hook exactly once, after its last park (H9).
 *
 * <p>Source of the idea: "Context reactor hook" by Justin Karneges, which leaves timeouts, failure,
 * stickiness and release open; rules H1 to H9 settle them.
 */
public interface ReactorHook {

    /**
     * Waits for events and fires the wakers that they are for.
     *
     * <p>Wakers are fired on this thread, through {@link Wakers#fire}, before the call returns and
     * while the reactor holds no lock and no borrowed state (H2): a waker may re-enter the reactor.
     * Once a waker has fired the same call must not block any more; right before it blocks it asks
     * {@link ReactorHost#mayBlock}.
     *
     * <p>It may return early for no reason, and it returns when the thread is interrupted, leaving
     * the interrupt flag set.
     *
     * @param nanos at most how long to block, in nanoseconds, rounded up to what the reactor can
     *     measure; 0 for one turn without blocking; {@link Long#MAX_VALUE} for no bound (H1)
     * @return how many events were dispatched
     * @throws IOException if the reactor is broken; like any other throw it makes the hook failed
     *     (H5)
     * @throws IllegalArgumentException if nanos is negative
     */
    int park(long nanos) throws IOException;

    /**
     * Ends the current park, or makes the next one return without blocking (H3).
     *
     * <p>Several calls before that coalesce into one. From any thread; it neither blocks nor throws
     * and is harmless after close.
     */
    void unpark();

    /**
     * Whether an event could come (H4).
     *
     * @return false only if no event could ever come, judged from state that the carrier owns; the
     *     carrier may then park elsewhere. A reactor that other threads can give work answers true.
     */
    boolean hasInterest();

    /**
     * Tells the reactor that it has failed (H5): it wakes every waker it holds, and each later use
     * of it throws {@link ReactorFailedException} with the cause. {@link #close} follows.
     *
     * @param cause what {@link #park} or {@link #hasInterest} threw
     */
    void failed(Throwable cause);

    /** Releases what the reactor holds (H9). */
    void close();

    /**
     * Whether the other hook is this very reactor, for {@link ReactorSlot#acquire(ReactorHook)}.
     *
     * @param other the held hook
     * @return true if both are faces of one reactor
     */
    default boolean isSame(ReactorHook other) {
        return this == other;
    }

    /**
     * Whether this hook can park on the given thread (C5).
     *
     * @param thread the carrier
     * @return by default true for every platform thread
     */
    default boolean canParkOn(Thread thread) {
        return !thread.isVirtual();
    }

    /** Blocks at most the given time and may fire wakers; see {@link ReactorHook#park}. */
    @FunctionalInterface
    interface ParkFunction {
        /**
         * Waits for events.
         *
         * @param nanos as for {@link ReactorHook#park}, never negative
         * @return how many events were dispatched
         * @throws IOException if the reactor is broken
         */
        int park(long nanos) throws IOException;
    }

    /**
     * A hook made of the two functions, which is always interested and holds nothing to release.
     *
     * @param park blocks and may fire wakers
     * @param unpark ends that block; sticky, from any thread (H3)
     * @return the hook
     */
    static ReactorHook of(ParkFunction park, Runnable unpark) {
        return new FunctionHook(park, unpark);
    }
}
