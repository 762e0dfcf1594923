package io.github.trunnion.futures;

/**
 * One user's claim on the hook of a slot.
 *
 * @param <R> the type of hook
 */
public interface ReactorLease<R extends ReactorHook> extends AutoCloseable {

    /**
     * The leased hook.
     *
     * @return the hook
     * @throws ReactorFailedException if the hook has failed since (H5)
     * @throws IllegalStateException if this lease is closed
     */
    R hook();

    /**
     * Whether the slot still holds what this lease was issued for.
     *
     * <p>One read and one comparison: a channel asks this in each poll to see that it is polled in
     * the context that it is bound to (E12).
     *
     * @param slot the slot of the current poll
     * @return true if this lease is open and the slot holds the registration that issued it
     */
    boolean isCurrent(ReactorSlot slot);

    /**
     * Ends the claim. Idempotent, from any thread: elsewhere than on the carrier it becomes a
     * carrier task. It counts only for the registration that issued this lease (C7).
     */
    @Override
    void close();
}
