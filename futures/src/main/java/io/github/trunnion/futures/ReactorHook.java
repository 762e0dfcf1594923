package io.github.trunnion.futures;

import java.io.IOException;

/**
 * The reactor's face to the carrier that parks in it: one function that blocks and may fire wakers,
 * and one that ends that block.
 *
 * <p>{@link #unpark} may be called from any thread; everything else is called by the one carrier
 * whose slot holds the hook (H2). A carrier closes the hook exactly once, after its last park (H9).
 *
 * <p>The rules, word for word those of {@code docs/specification.md}:
 *
 * <ul>
 *   <li><b id="H1">H1</b> {@code park(nanos)} asks the hook to return within that time, rounded up
 *       to what the reactor can measure, never down to a spin. 0 is one turn without blocking,
 *       {@code Long.MAX_VALUE} is no bound, a negative value MUST be refused with {@code
 *       IllegalArgumentException}. It returns the number of events it dispatched, and MAY return
 *       early for no reason. {@code SelectorReactor} rounds up to milliseconds.
 *   <li><b id="H2">H2</b> Only the carrier whose slot holds the hook calls {@code park}. The hook
 *       fires wakers on that thread before {@code park} returns, through {@code Wakers.fire}, while
 *       it holds no lock, monitor or borrowed state. Once a waker has fired, the same park MUST NOT
 *       block any more: right before it blocks a hook MUST ask {@code host.mayBlock()}, which is
 *       false once anything was queued on this carrier since the park began.
 *   <li><b id="H3">H3</b> {@code unpark()} is sticky: it ends the current park, or makes the next
 *       one, a {@code park(0)} too, return without blocking. Several coalesce into one. It may be
 *       called on any thread, MUST NOT block or throw, and is harmless after {@code close}.
 *   <li><b id="H4">H4</b> {@code hasInterest()} is false only if no event could ever come, judged
 *       from state that the carrier owns; a reactor that other threads can give work answers true.
 *       While it is false the carrier parks without the hook.
 *   <li><b id="H5">H5</b> A hook whose {@code park} or {@code hasInterest} throws has failed. The
 *       slot is freed; {@code hook.failed(cause)} is called and MUST wake every waker that the
 *       reactor holds; {@code close} follows; each later use of the lease, and of what waited
 *       there, throws {@code ReactorFailedException} with the cause; the carrier goes on, without a
 *       hook until one is acquired. What {@code failed} or {@code close} throw, and an {@code
 *       Error} out of {@code park} or {@code hasInterest}, is reported. What {@code unpark} throws
 *       is caught on the thread that called it and reported; the hook stays.
 *   <li><b id="H6">H6</b> A hook that returns 512 times in a row within 10 ms with no event, no
 *       unpark and no deadline due is reported, once per registration. From then on the carrier
 *       parks plainly for 1 ms between two calls of it, so it is asked at most 1,000 times a
 *       second. A wake, an event or a due deadline ends the back-off. Other tasks are not delayed.
 *   <li><b id="H7">H7</b> The timers of a context bound the nanos of its parks. Timers fire on the
 *       carrier, never before their time, in the order of their deadlines; equal deadlines in the
 *       order of registration.
 *   <li><b id="H8">H8</b> A carrier with work left gives a hook with an open lease and interest a
 *       turn, {@code park(0)}, whenever its budget is spent: 4,096 tasks and 500 µs, at most 10 ms,
 *       looked at after each batch of 64.
 *   <li><b id="H9">H9</b> The carrier calls {@code close()} on a hook exactly once per
 *       registration, after its last park there: when it was replaced while idle, when it has
 *       failed, or when the context ends. The hook of a context that ends is closed after the
 *       carrier has stopped taking work; an unpark after that is harmless.
 * </ul>
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
     * <p>It does not know whom {@code park} would wake. So a {@code park} that throws first wakes,
     * by {@link Wakers#fire}, every waker that waits there; else those futures wait for ever (H5).
     *
     * @param park blocks and may fire wakers
     * @param unpark ends that block; sticky, from any thread (H3)
     * @return the hook
     */
    static ReactorHook of(ParkFunction park, Runnable unpark) {
        return new FunctionHook(park, unpark);
    }
}
