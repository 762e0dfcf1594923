package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Tells when a future has been polled once, for a wait that has no time but leaves it running. */
final class FirstLook<T extends @Nullable Object> implements PollFuture<T> {
    private final PollFuture<? extends T> future;
    private final CompletableFuture<@Nullable Void> looked = new CompletableFuture<>();

    FirstLook(PollFuture<? extends T> future) {
        this.future = future;
    }

    /** Waits for the first poll, or for a task that ends without one. */
    void await(TaskFuture<T> task) throws InterruptedException {
        try {
            CompletableFuture.anyOf(looked, task.terminated()).get();
        } catch (InterruptedException e) {
            throw GiveUp.interruptOf(future);
        } catch (ExecutionException never) {
            throw new AssertionError("neither of them fails", never);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a value is only read
    public Poll<T> poll(Context cx) throws Exception {
        Poll<T> poll = (Poll<T>) future.poll(cx);
        if (poll != null && !poll.isReady()) {
            looked.complete(null); // any other end completes the task
        }
        return poll;
    }

    @Override
    public void cancel() {
        future.cancel();
    }

    @Override
    @SuppressWarnings("unchecked") // the value came from this very future
    public void onDiscard(T value) {
        ((PollFuture<T>) future).onDiscard(value);
    }

    @Override
    public String toString() {
        return future.toString();
    }
}
