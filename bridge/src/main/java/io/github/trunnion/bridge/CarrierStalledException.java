package io.github.trunnion.bridge;

import java.util.List;

/**
 * Tells the uncaught handler that a carrier does not come round ({@link BridgeBuilder#stallLimit}).
 * Its stack trace is the stack of what the carrier runs.
 */
public final class CarrierStalledException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    CarrierStalledException(String message, List<StackTraceElement> stack) {
        super(message);
        setStackTrace(stack.toArray(StackTraceElement[]::new));
    }

    /** The stack of this thread says nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
