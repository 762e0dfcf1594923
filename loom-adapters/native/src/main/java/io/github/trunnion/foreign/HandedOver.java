package io.github.trunnion.foreign;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.RejectedExecutionException;

/** A native future that was polled on a virtual thread, and runs on a carrier instead. */
final class HandedOver<T extends @Nullable Object> {
    /*
     * Overview
     *
     * The carrier's task owns the future, and its outcome goes to a promise, which the virtual thread
     * polls. So does the end of a task whose carrier ended first.
     *
     * A potential race (is safely handled). The carrier polls the future to its end; the owner cancels
     * before it has polled the promise. The value is discarded once: by the future if the cancel is
     * the outcome of the task, else by the promise, which gets each value of the task.
     */
    private final Promise<T> outcome;
    private final TaskFuture<T> task;

    /**
     * Starts it.
     *
     * @throws RejectedExecutionException if the executor is not open; the future is untouched
     */
    HandedOver(NativeFuture<T> future, BridgeExecutor executor) {
        outcome = new Promise<>(future::onDiscard);
        task = executor.spawn(future);
        var _ =
                task.directCompletion()
                        .whenComplete(
                                (value, failure) -> {
                                    if (failure == null) {
                                        outcome.complete(value);
                                    } else {
                                        outcome.fail(failure);
                                    }
                                });
    }

    Poll<T> poll(Context cx) throws Exception {
        return outcome.poll(cx);
    }

    void cancel() {
        task.cancel(true);
        outcome.cancel();
    }
}
