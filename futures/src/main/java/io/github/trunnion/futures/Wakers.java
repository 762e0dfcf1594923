package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

/** Operations on wakers. */
public final class Wakers {
    private Wakers() {}

    /**
     * Wakes a waker and isolates the caller from one that throws against its contract (W1).
     *
     * <p>What it throws goes to the uncaught exception handler of the current thread; on a carrier
     * that is the executor's handler. A reactor fires all its wakers in this way (H2).
     *
     * @param waker the waker
     */
    public static void fire(Waker waker) {
        requireNonNull(waker, "waker");
        try {
            waker.wake();
        } catch (Throwable t) {
            Safely.report(t);
        }
    }

    /**
     * A waker that does nothing.
     *
     * @return the one such waker
     */
    public static Waker noop() {
        return NoopWaker.INSTANCE;
    }

    private enum NoopWaker implements Waker {
        INSTANCE;

        @Override
        public void wake() {}

        @Override
        public String toString() {
            return "Waker[noop]";
        }
    }
}
