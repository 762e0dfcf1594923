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
    static <T extends @Nullable Object> Settled<T> here(PollFuture<? extends T> future, Waits how)
            throws InterruptedException, TimeoutException {
        TimedPoll<T> timed = new TimedPoll<>(future, how.limit().orDeadline());
        PendingAwait pending = Awaits.begin(future);
        @Nullable Settled<T> end;
        try {
            end = BlockOn.run(timed);
        } catch (InterruptedException | RuntimeException e) {
            throw e; // of BlockOn: what the future throws is inside the end
        } catch (Exception e) {
            throw new AssertionError("a timed poll does not fail", e);
        } finally {
            Awaits.end(pending);
        }
        return timed.end(end);
    }

    /** This virtual thread polls it, on its carrier. */
    static <T extends @Nullable Object> Settled<T> inPlace(
            PollFuture<? extends T> future, Waits how, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        Limit limit = how.limit().orDeadline();
        PendingAwait pending = Awaits.begin(future);
        try {
            if (!limit.isEndless()) {
                return PollWait.<T>timed(future, limit, bridge);
            }
            return Settled.of(bridge.<T>await(future), null);
        } catch (ExecutionException failed) {
            return Settled.of(null, failed);
        } finally {
            Awaits.end(pending);
        }
    }

    private static <T extends @Nullable Object> Settled<T> timed(
            PollFuture<? extends T> future, Limit limit, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        TimedPoll<T> timed = new TimedPoll<>(future, limit);
        @Nullable Settled<T> end;
        try {
            end = bridge.await(timed);
        } catch (ExecutionException e) {
            throw new AssertionError("a timed poll does not fail", e);
        }
        return timed.end(end);
    }

    /** A task of the bridge polls it and this thread parks. */
    static <T extends @Nullable Object> Settled<T> spawned(
            PollFuture<? extends T> future, Waits how, BridgeExecutor bridge, String operation)
            throws InterruptedException, TimeoutException {
        Limit limit = how.limit().orDeadline();
        boolean cancelsWhenLate = how.onTimeout().cancels();
        if (limit.isOneLook() && cancelsWhenLate) {
            return PollWait.<T>timed(future, limit, bridge);
        }
        FirstLook<T> look = limit.isOneLook() ? new FirstLook<>(future) : null;
        TaskFuture<T> task;
        try {
            task = bridge.spawn(look == null ? future : look);
        } catch (RejectedExecutionException notOpen) {
            // The executor knows whether this thread may still await: it is one of those that close
            // waits for.
            return PollWait.<T>inPlace(future, how, bridge);
        }
        if (look != null) {
            look.await(task);
        }
        return FutureWait.<T>await(task, future, how, operation);
    }
}
