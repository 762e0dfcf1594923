package io.github.trunnion.futures;

/** What a reactor may know of the execution context that parks in it. */
public interface ReactorHost {

    /**
     * The carrier: the one thread that calls {@link ReactorHook#park}.
     *
     * @return the thread
     */
    Thread thread();

    /**
     * Whether a park may block now (H2). A hook asks right before it blocks.
     *
     * @return false once anything was queued on this carrier since the park began; the hook then
     *     returns instead of blocking. Meaningful only on the carrier, inside a park.
     */
    boolean mayBlock();

    /**
     * Tells the context that the park does not block any more and runs code of others from here on:
     * wakers, handlers, tasks. Who watches the carrier can tell then a handler that does not return
     * from a wait for events. A hook that never calls this counts as waiting for its whole park.
     *
     * <p>It holds until {@link #mayBlock} answers true again, or until the park ends. On the
     * carrier, inside a park; ignored at any other time. Costs about nothing.
     */
    default void awake() {}

    /**
     * The clock of the execution context, in nanoseconds from an arbitrary origin.
     *
     * @return the time, comparable only by subtraction
     */
    long nanoTime();
}
