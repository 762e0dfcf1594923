package io.github.trunnion.bridge;

/**
 * Blocking was asked for where it would stop an event loop: inside a poll, a waker or a hook, or on
 * any other part of a loop thread (E7).
 *
 * <p>The remedy is to await the future inside another future, to block on a virtual thread, or to
 * hand the blocking code to another thread.
 */
public final class BlockingNotAllowedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of a guard.
     *
     * @param message names the thread, what runs on it, what was asked, and the remedy
     */
    public BlockingNotAllowedException(String message) {
        super(message);
    }
}
