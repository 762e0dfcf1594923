package io.github.trunnion.tck;

import org.jspecify.annotations.Nullable;

/**
 * A foreign future that a test completes by hand.
 *
 * @param <X> the type of the foreign future
 */
public interface Source<X> {

    /**
     * The future.
     *
     * @return the same one each time
     */
    X future();

    /**
     * Completes the future, unless it is done or cancelled, which must do nothing then.
     *
     * @param value its value
     */
    void complete(@Nullable Object value);

    /**
     * Fails the future, unless it is done or cancelled.
     *
     * @param failure its failure
     */
    void fail(Throwable failure);

    /**
     * Cancels the future as a third party would.
     *
     * @throws UnsupportedOperationException if it cannot be cancelled
     */
    void cancel();

    /**
     * Whether it was cancelled, by whomever.
     *
     * @return true once cancelled
     */
    boolean isCancelled();
}
