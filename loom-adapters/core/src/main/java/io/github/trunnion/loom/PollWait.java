package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

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

    /** A task of the bridge polls it and this thread parks. */
    static <T extends @Nullable Object> T spawned(
            PollFuture<? extends T> future, Limit limit, Waits waits, BridgeExecutor bridge)
            throws InterruptedException, TimeoutException {
        String operation = "Await.await(PollFuture)";
        if (limit.isOneLook()) {
            TimedPoll<T> timed = new TimedPoll<>(future, limit);
            TaskFuture<@Nullable Settled<T>> task = spawn(bridge, timed, future);
            @Nullable Settled<T> end =
                    FutureWait.<@Nullable Settled<T>>await(
                            task, future, Limit.NONE, waits.guard(), operation);
            return timed.await(end);
        }
        TaskFuture<T> task = PollWait.<T>spawn(bridge, future, future);
        return FutureWait.<T>await(task, future, limit, waits.guard(), operation);
    }

    /** A closed bridge ends an await like one that closes meanwhile (E6). */
    private static <T extends @Nullable Object> TaskFuture<T> spawn(
            BridgeExecutor bridge, PollFuture<? extends T> task, PollFuture<?> named) {
        try {
            return bridge.spawn(task);
        } catch (RejectedExecutionException rejected) {
            task.cancel(); // it has had no other owner (F7)
            BridgeClosedException closed =
                    new BridgeClosedException(
                            Sources.describe(named) + " was awaited on the closed " + bridge);
            closed.initCause(rejected);
            throw closed;
        }
    }
}
