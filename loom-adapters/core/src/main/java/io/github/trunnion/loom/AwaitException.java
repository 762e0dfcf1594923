package io.github.trunnion.loom;

/**
 * An awaited future failed with a checked exception, which is the cause.
 *
 * <p>Unchecked failures and errors are thrown as they are. That the cause is a {@link
 * java.util.concurrent.TimeoutException} or an {@link InterruptedException} says that the source
 * failed with it; an await that times out or is interrupted itself throws these directly. Only
 * where a method may not throw them, in {@link Facades} and in the streams of {@link Flows}, is
 * such an end of the await the cause.
 */
public final class AwaitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of an await.
     *
     * @param message names what was awaited
     * @param cause the failure of the source
     */
    public AwaitException(String message, Throwable cause) {
        super(message, cause);
    }
}
