package io.github.trunnion.loom;

/**
 * An await was pending when the {@link Deadline} passed that its thread obeys. The source has been
 * cancelled, unless the await was told to leave it.
 *
 * <p>An await that has a timeout of its own and reaches that first throws {@link
 * java.util.concurrent.TimeoutException}.
 */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of an await.
     *
     * @param message names the deadline and what was awaited
     */
    public DeadlineExceededException(String message) {
        super(message);
    }
}
