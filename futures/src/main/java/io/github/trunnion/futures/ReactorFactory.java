package io.github.trunnion.futures;

import java.io.IOException;

/**
 * Makes a reactor hook for a slot that holds none of its kind.
 *
 * @param <R> the type of hook
 */
@FunctionalInterface
public interface ReactorFactory<R extends ReactorHook> {

    /**
     * Makes the hook. Called on the carrier, inside {@link ReactorSlot#acquire}.
     *
     * @param host the execution context that will park in the hook
     * @return a new hook
     * @throws IOException if the reactor cannot be opened
     */
    R create(ReactorHost host) throws IOException;
}
