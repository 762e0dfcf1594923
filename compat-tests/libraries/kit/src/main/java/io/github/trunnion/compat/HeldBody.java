package io.github.trunnion.compat;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Blocking code that is held until it is told how to end; it knows whether it was interrupted. */
public final class HeldBody implements Callable<String> {
    private final CountDownLatch began = new CountDownLatch(1);
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile boolean interrupted; // release/acquire by volatile

    @Override
    public String call() throws IOException, InterruptedException {
        began.countDown();
        try {
            return end.get();
        } catch (InterruptedException e) {
            interrupted = true;
            throw e;
        } catch (ExecutionException e) {
            throw (IOException) e.getCause();
        }
    }

    /** Has it return "value", now or when it begins. */
    public void succeed() {
        end.complete("value");
    }

    /** Has it throw an IOException "gone", now or when it begins. */
    public void fail() {
        end.completeExceptionally(new IOException("gone"));
    }

    /** Returns when it has begun. */
    public void awaitBegun() throws InterruptedException {
        if (!began.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("has not begun");
        }
    }

    /** Whether it has begun. */
    public boolean hasBegun() {
        return began.getCount() == 0;
    }

    /** Whether it was interrupted while it was held. */
    public boolean wasInterrupted() {
        return interrupted;
    }
}
