package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * The ways to wait, each for its kind of source.
 *
 * @param guard refuses threads that must not block
 * @param bridge where poll-futures run, or null for the default
 */
record Waits(Guard guard, @Nullable BridgeExecutor bridge) {
    static final Waits DEFAULT = new Waits(Guard.DEFAULT, null);

    <T extends @Nullable Object> T stage(CompletionStage<? extends T> stage)
            throws InterruptedException {
        try {
            return this.<T>stage(stage, Limit.NONE);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a limit timed out", e);
        }
    }

    <T extends @Nullable Object> T stage(CompletionStage<? extends T> stage, Limit limit)
            throws InterruptedException, TimeoutException {
        requireNonNull(stage, "stage");
        String operation = "Await.await(CompletionStage)";
        if (stage instanceof CompletableFuture<? extends T> future && Sources.isReadable(future)) {
            return FutureWait.<T>await(future, future, limit, guard, operation);
        }
        if (stage instanceof TaskFuture<? extends T> task) {
            return FutureWait.<T>await(task, task, limit, guard, operation);
        }
        return StageWait.<T>await(stage, limit, guard, operation);
    }

    <T extends @Nullable Object> T future(Future<? extends T> future) throws InterruptedException {
        try {
            return this.<T>future(future, Limit.NONE);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a limit timed out", e);
        }
    }

    <T extends @Nullable Object> T future(Future<? extends T> future, Limit limit)
            throws InterruptedException, TimeoutException {
        requireNonNull(future, "future");
        String operation = "Await.awaitFuture";
        if (future instanceof CompletableFuture<? extends T> stage && !Sources.isReadable(stage)) {
            return StageWait.<T>await(stage, limit, guard, operation);
        }
        return FutureWait.<T>await(future, future, limit, guard, operation);
    }

    <T extends @Nullable Object> T poll(PollFuture<? extends T> future)
            throws InterruptedException {
        try {
            return this.<T>poll(future, Limit.NONE);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a limit timed out", e);
        }
    }

    <T extends @Nullable Object> T poll(PollFuture<? extends T> future, Limit limit)
            throws InterruptedException, TimeoutException {
        requireNonNull(future, "future");
        guard.requireMayBlock("Await.await(PollFuture)");
        if (bridge == null && !Thread.currentThread().isVirtual()) {
            return PollWait.<T>here(future, limit);
        }
        BridgeExecutor executor = bridge != null ? bridge : BridgeExecutor.current();
        if (executor == null) {
            executor = BridgeExecutor.shared();
        }
        return executor.awaitsInPlace()
                ? PollWait.<T>inPlace(future, limit, executor)
                : PollWait.<T>spawned(future, limit, this, executor);
    }
}
