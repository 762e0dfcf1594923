package io.github.trunnion.futures;

/**
 * The reactor that a future waits in has failed (H5); the cause is what its park threw.
 *
 * <p>The slot is free again: a new channel gets a new reactor.
 */
public final class ReactorFailedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of a reactor.
     *
     * @param message names the reactor
     * @param cause what made it fail
     */
    public ReactorFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
