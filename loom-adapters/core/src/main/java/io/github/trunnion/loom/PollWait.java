package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** A wait for a poll-future, which needs somebody to poll it (aw15). */
final class PollWait {
    private PollWait() {}

    /** This thread polls it. */
    static <T extends @Nullable Object> T here(PollFuture<? extends T> future, Limit limit)
            throws InterruptedException, TimeoutException {
        TimedPoll<T> timed = new TimedPoll<>(future, limit);
        @Nullable Settled<T> end;
        try {
            end = BlockOn.run(timed);
        } catch (InterruptedException | RuntimeException e) {
            throw e; // of BlockOn: what the future throws is inside the end
        } catch (Exception e) {
            throw new AssertionError("a timed poll does not fail", e);
        }
        return timed.await(end);
    }

    /** This virtual thread polls it, on its carrier. */
    static <T extends @Nullable Object> T inPlace(
            PollFuture<? extends T> future, Limit limit, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        if (limit.isEndless()) {
            try {
                return bridge.await(future);
            } catch (ExecutionException failed) {
                throw Failures.awaited(failed, future);
            }
        }
        return PollWait.<T>timed(future, limit, bridge);
    }

    private static <T extends @Nullable Object> T timed(
            PollFuture<? extends T> future, Limit limit, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        TimedPoll<T> timed = new TimedPoll<>(future, limit);
        @Nullable Settled<T> end;
        try {
            end = bridge.await(timed);
        } catch (ExecutionException e) {
            throw new AssertionError("a timed poll does not fail", e);
        }
        return timed.await(end);
    }

    /** A task of the bridge polls it and this thread parks. */
    static <T extends @Nullable Object> T spawned(
            PollFuture<? extends T> future, Limit limit, Waits waits, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        if (limit.isOneLook()) {
            return PollWait.<T>timed(future, limit, bridge);
        }
        TaskFuture<T> task;
        try {
            task = bridge.spawn(future);
        } catch (RejectedExecutionException notOpen) {
            // The executor knows whether this thread may still await: it is one of those that close
            // waits for.
            return PollWait.<T>inPlace(future, limit, bridge);
        }
        return FutureWait.<T>await(task, future, limit, waits.guard(), "Await.await(PollFuture)");
    }
}
