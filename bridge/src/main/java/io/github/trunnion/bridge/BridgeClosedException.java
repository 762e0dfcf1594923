package io.github.trunnion.bridge;

import java.util.concurrent.CancellationException;

/** A task or an await was ended because its executor was closed (E6). */
public final class BridgeClosedException extends CancellationException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception of an executor.
     *
     * @param message names the executor
     */
    public BridgeClosedException(String message) {
        super(message);
    }
}
