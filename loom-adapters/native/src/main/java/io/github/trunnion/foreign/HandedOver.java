package io.github.trunnion.foreign;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.jspecify.annotations.Nullable;

/** A native future that was polled on a virtual thread, and runs on the shared carrier instead. */
final class HandedOver<T extends @Nullable Object> {
    private final Promise<T> outcome = new Promise<>();
    private final TaskFuture<T> task;

    HandedOver(PollFuture<T> future) {
        task =
                BridgeExecutor.shared()
                        .spawn(
                                PollFutures.whenDone(
                                        future,
                                        (value, failure) -> {
                                            if (failure == null) {
                                                outcome.complete(value);
                                            } else {
                                                outcome.fail(failure);
                                            }
                                        }));
    }

    Poll<T> poll(Context cx) throws Exception {
        return outcome.poll(cx);
    }

    void cancel() {
        task.cancel(true);
        outcome.cancel();
    }
}
