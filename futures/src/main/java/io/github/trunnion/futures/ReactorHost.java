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
     * The clock of the execution context, in nanoseconds from an arbitrary origin.
     *
     * @return the time, comparable only by subtraction
     */
    long nanoTime();
}
