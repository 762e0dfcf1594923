package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** Knows which carrier's loop runs on the current thread (E7). */
final class LoopThread {
    private static final ThreadLocal<@Nullable Carrier> CARRIER = new ThreadLocal<>();

    private LoopThread() {}

    static @Nullable Carrier current() {
        return CARRIER.get();
    }

    static boolean isCurrent() {
        return CARRIER.get() != null;
    }

    static void enter(Carrier carrier) {
        CARRIER.set(carrier);
    }

    static void exit() {
        CARRIER.remove();
    }

    /** Refuses to block a loop thread. */
    static void requireBlockingAllowed(String operation) {
        Carrier carrier = CARRIER.get();
        if (carrier != null) {
            throw new BlockingNotAllowedException(
                    operation
                            + " would block "
                            + Thread.currentThread()
                            + ", the loop thread of "
                            + carrier.description()
                            + ", which is running "
                            + carrier.activity()
                            + ". Everything else on this loop would wait, the awaited result"
                            + " perhaps among it (E7). Await inside a future (PollFutures.then,"
                            + " map), or block on a virtual thread (Blocking.supply).");
        }
    }
}
