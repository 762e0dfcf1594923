package io.github.trunnion.loom;

/**
 * How an await throws the failure of its source (aw10).
 *
 * <p>In every mode: the original is never changed; an {@link Error} is thrown as it is; a source
 * that was cancelled ends the await with a {@link java.util.concurrent.CancellationException} of
 * the waiting thread; a checked exception that the caller has not declared is the cause of an
 * {@link AwaitException}.
 */
public enum Rethrow {
    /**
     * A copy of the same class with the frames of the waiting thread, whose cause is the original,
     * so both traces are printed; where a class cannot be copied, as {@link #ORIGINAL}. Which
     * classes can, says {@link ExceptionCopies}. The default.
     */
    COPY,

    /** The original, whose trace shows where it was made and not who waited. */
    ORIGINAL,

    /** An {@link AwaitException} whose cause is the original, also where it is declared. */
    WRAP
}
