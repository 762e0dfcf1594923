package io.github.trunnion.futures;

/**
 * The execution context cannot park in the wanted reactor: it has no slot, or the reactor cannot
 * park on this kind of thread (C5).
 *
 * <p>A future may then use a reactor with a thread of its own.
 */
public final class ReactorUnsupportedException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of an executor.
     *
     * @param message what was wanted, why it cannot be had, and the remedy
     */
    public ReactorUnsupportedException(String message) {
        super(message);
    }
}
