package io.github.trunnion.netty;

import java.util.concurrent.CountDownLatch;

/** Waits of tasks and handlers that a test holds. */
final class Latches {
    private Latches() {}

    /** Until it is open, or the thread is interrupted, which stays set. */
    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
