package io.github.trunnion.structured;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A future that is pending until it is cancelled, and tells both. */
final class Never implements PollFuture<String> {
    private final CountDownLatch polled = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public Poll<String> poll(Context cx) {
        polled.countDown();
        return Poll.pending();
    }

    @Override
    public void cancel() {
        cancelled.countDown();
    }

    void awaitPoll() throws InterruptedException {
        polled.await();
    }

    /** In hosted mode the carrier cancels it a moment after its thread has gone on. */
    boolean isCancelled() throws InterruptedException {
        return cancelled.await(10, TimeUnit.SECONDS);
    }
}
