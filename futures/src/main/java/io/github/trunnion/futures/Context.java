package io.github.trunnion.futures;

/**
 * What a poll receives: the waker for the future, and the way back to the executor.
 *
 * <p>A context is valid only during the poll that it was given to, on that thread: derive anew in
 * each poll, never keep one (F10). A future that polls children passes them this context or one
 * made by {@link #withWaker}, so that a hook which a child registers reaches the executor however
 * deep the child sits (C3).
 *
 * <p>An executor may make each of its tasks a context of its own.
 */
public interface Context {

    /**
     * The waker that causes the next poll of the future that is being polled.
     *
     * @return the waker; it may be kept until the next poll and woken from any thread
     */
    Waker waker();

    /**
     * The place where a future finds or registers the reactor of this execution context.
     *
     * @return the slot; one without a reactor refuses every acquire with {@link
     *     ReactorUnsupportedException}
     */
    ReactorSlot reactor();

    /**
     * The timers of this execution context.
     *
     * @return the timers
     */
    Timers timers();

    /**
     * A context for a child: another waker, the same slot and the same timers (C3).
     *
     * @param waker the child's waker
     * @return the derived context, valid as long as this one
     */
    Context withWaker(Waker waker);

    /**
     * A context for polling by hand: no reactor can be registered (C5), and timers run on one
     * daemon thread that all such contexts share.
     *
     * <p>It is not for an executor that wants to conform, whose timers have to fire on the carrier
     * (H7): that one gives its tasks {@link #of(Waker, ReactorSlot, Timers)}.
     *
     * @param waker the waker
     * @return the context
     */
    static Context of(Waker waker) {
        return new PlainContext(waker, ReactorSlot.unsupported(), SharedTimers.instance());
    }

    /**
     * A context of the given parts, for authors of executors.
     *
     * @param waker the waker
     * @param slot the slot of the execution context
     * @param timers the timers of the execution context
     * @return the context
     */
    static Context of(Waker waker, ReactorSlot slot, Timers timers) {
        return new PlainContext(waker, slot, timers);
    }
}
