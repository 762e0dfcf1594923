package io.github.trunnion.futures;

/**
 * A future asked for a reactor while the execution context holds another one that is in use (C4).
 *
 * <p>An execution context parks in one reactor. Run the futures of different reactors on different
 * executors (or carriers), or use a reactor with a thread of its own for one of them. The held
 * reactor is unaffected.
 */
public final class ReactorConflictException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of an executor.
     *
     * @param message names the held and the wanted reactor and how many leases hold it
     * @param acquiredAt where the held reactor was first acquired, or null if that is not recorded
     */
    public ReactorConflictException(
            String message, @org.jspecify.annotations.Nullable Throwable acquiredAt) {
        super(message, acquiredAt);
    }
}
