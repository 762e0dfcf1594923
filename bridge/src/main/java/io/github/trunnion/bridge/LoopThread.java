package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** Knows what the current thread runs (E7), and to which carrier it belongs. */
final class LoopThread {
    /*
     * Overview
     *
     * Two questions. Whose loop or poll runs on this thread: then it must not block. The mark of a
     * loop is set while the loop runs, that of a virtual thread that polls in place during each poll.
     * And to which carrier does this thread belong: that of the mark, or the one that the virtual
     * thread runs on, or was assigned to in hosted mode.
     *
     * A carried thread has its marks in fields, for it may be one of a million and need no
     * thread-locals at all. A platform thread of our own making has its mark in a field too: each
     * spawn asks, and a thread-local is a lookup in a table. All other threads have thread-locals.
     */
    private static final ThreadLocal<@Nullable Carrier> CARRIER = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable Carrier> HOSTED = new ThreadLocal<>();

    private LoopThread() {}

    /** The carrier whose loop or poll runs on this thread, or null. */
    static @Nullable Carrier current() {
        Thread current = Thread.currentThread();
        if (current instanceof BridgeThread own) {
            return own.loop();
        }
        CarriedThread carried = CarriedThread.of(current);
        return carried != null ? carried.loop() : CARRIER.get();
    }

    static boolean isCurrent() {
        return current() != null;
    }

    /** The carrier that this thread belongs to, or null. */
    static @Nullable Carrier home() {
        Carrier running = current();
        if (running != null || Thread.currentThread() instanceof BridgeThread) {
            return running;
        }
        Carrier home = CarriedThread.homeOfCurrent();
        return home != null ? home : HOSTED.get();
    }

    static void enter(Carrier carrier) {
        mark(carrier);
    }

    static void exit() {
        mark(null);
    }

    private static void mark(@Nullable Carrier carrier) {
        Thread current = Thread.currentThread();
        CarriedThread carried = CarriedThread.of(current);
        if (current instanceof BridgeThread own) {
            own.runs(carrier);
        } else if (carried != null) {
            carried.enter(carrier, null);
        } else if (carrier != null) {
            CARRIER.set(carrier);
        } else {
            CARRIER.remove();
        }
    }

    /** Assigns this thread, which is virtual and ends with the action, to a carrier. */
    static void runHosted(Carrier carrier, Runnable action) {
        HOSTED.set(carrier);
        action.run();
    }

    /** Refuses to block a loop thread. */
    static void requireBlockingAllowed(String operation) {
        Carrier carrier = current();
        if (carrier != null) {
            CarriedThread carried = CarriedThread.of(Thread.currentThread());
            Object polled = carried != null ? carried.polled() : null;
            throw new BlockingNotAllowedException(
                    operation
                            + " would block "
                            + Thread.currentThread()
                            + ", the loop thread of "
                            + carrier.description()
                            + ", which is running "
                            + (polled != null ? Label.of(polled) : carrier.activity())
                            + ". Everything else on this loop would wait, the awaited result"
                            + " perhaps among it (E7). Inside a poll-future go on with"
                            + " PollFutures.then or PollFutures.map; code that blocks belongs on a"
                            + " virtual thread (executor.newThread, or Blocking.supply).");
        }
    }
}
