package io.github.trunnion.bridge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for the end of a loop's thread. */
final class LoopJoin {
    /*
     * Overview
     *
     * Before JDK 24 a virtual thread that joins a platform thread waits in a monitor and keeps what
     * carries it. If that is a carrier of another executor, none of its tasks runs meanwhile. So
     * there a platform thread joins, and the virtual thread waits for that one, parked.
     */
    private static final int FIRST_JDK_THAT_UNMOUNTS = 24;

    private LoopJoin() {}

    /** Waits for at most the given time; false if the thread is alive then. */
    static boolean join(Thread loop, Duration time) throws InterruptedException {
        boolean elsewhere =
                Thread.currentThread().isVirtual()
                        && Runtime.version().feature() < FIRST_JDK_THAT_UNMOUNTS;
        return elsewhere ? joinElsewhere(loop, time) : loop.join(time);
    }

    static boolean joinElsewhere(Thread loop, Duration time) throws InterruptedException {
        if (!loop.isAlive() || !time.isPositive()) {
            return !loop.isAlive();
        }
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread joining =
                Dispatcher.newThread(
                        "trunnion-join " + loop.getName(),
                        () -> {
                            try {
                                ended.complete(loop.join(time));
                            } catch (InterruptedException notNeeded) {
                                ended.complete(false);
                            }
                        });
        try {
            joining.start();
        } catch (OutOfMemoryError noThread) { // it keeps its carrier, and waits
            return loop.join(time);
        }
        try {
            return ended.get();
        } catch (ExecutionException never) {
            throw new AssertionError("a join does not fail", never);
        } finally {
            joining.interrupt();
        }
    }
}
