package io.github.trunnion.futures;

/**
 * A channel that is bound to one execution context was used in another (E12).
 *
 * <p>A reactor-bound object binds to a context at its first wait and is unbound when that context
 * ends.
 */
public final class WrongContextException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of a reactor.
     *
     * @param message names the object, the context that it is bound to and the one it was used in
     */
    public WrongContextException(String message) {
        super(message);
    }
}
