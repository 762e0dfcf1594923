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
 * @param limit how long
 * @param onInterrupt what becomes of the source after an interrupt
 * @param onTimeout what becomes of it when the time is up
 * @param rethrow how a failure is thrown
 * @param declared the checked exceptions that are thrown as such, or null
 */
record Waits(
        AwaitGuard guard,
        @Nullable BridgeExecutor bridge,
        Limit limit,
        OnGiveUp onInterrupt,
        OnGiveUp onTimeout,
        Rethrow rethrow,
        @Nullable Class<? extends Exception> declared) {
    static final Waits DEFAULT =
            new Waits(
                    AwaitGuard.NORMAL,
                    null,
                    Limit.NONE,
                    OnGiveUp.PROPAGATE,
                    OnGiveUp.PROPAGATE,
                    Rethrow.COPY,
                    null);

    private static final String STAGE = "Await.await(CompletionStage)";
    private static final String FUTURE = "Await.awaitFuture";
    private static final String POLL = "Await.await(PollFuture)";

    Waits withGuard(AwaitGuard other) {
        return new Waits(other, bridge, limit, onInterrupt, onTimeout, rethrow, declared);
    }

    Waits withBridge(BridgeExecutor other) {
        return new Waits(guard, other, limit, onInterrupt, onTimeout, rethrow, declared);
    }

    Waits withLimit(Limit other) {
        return new Waits(guard, bridge, other, onInterrupt, onTimeout, rethrow, declared);
    }

    Waits withOnGiveUp(OnGiveUp interrupt, OnGiveUp timeout) {
        return new Waits(guard, bridge, limit, interrupt, timeout, rethrow, declared);
    }

    Waits withRethrow(Rethrow other) {
        return new Waits(guard, bridge, limit, onInterrupt, onTimeout, other, declared);
    }

    Waits declaring(Class<? extends Exception> type) {
        requireNonNull(type, "declared");
        return new Waits(guard, bridge, limit, onInterrupt, onTimeout, rethrow, type);
    }

    <T extends @Nullable Object> T stage(CompletionStage<? extends T> stage)
            throws InterruptedException, TimeoutException {
        return this.<T>stageEnd(stage).await(stage, this);
    }

    <T extends @Nullable Object> T future(Future<? extends T> future)
            throws InterruptedException, TimeoutException {
        return this.<T>futureEnd(future).await(future, this);
    }

    <T extends @Nullable Object> T poll(PollFuture<? extends T> future)
            throws InterruptedException, TimeoutException {
        return this.<T>pollEnd(future).await(future, this);
    }

    <T extends @Nullable Object> Settled<T> stageEnd(CompletionStage<? extends T> stage)
            throws InterruptedException, TimeoutException {
        requireNonNull(stage, "stage");
        if (stage instanceof CompletableFuture<? extends T> future && Sources.isReadable(future)) {
            return FutureWait.<T>await(future, future, this, STAGE);
        }
        if (stage instanceof TaskFuture<? extends T> task) {
            return FutureWait.<T>await(task, task, this, STAGE);
        }
        return StageWait.<T>await(stage, this, STAGE);
    }

    <T extends @Nullable Object> Settled<T> futureEnd(Future<? extends T> future)
            throws InterruptedException, TimeoutException {
        requireNonNull(future, "future");
        if (future instanceof CompletableFuture<? extends T> stage && !Sources.isReadable(stage)) {
            return StageWait.<T>await(stage, this, FUTURE);
        }
        return FutureWait.<T>await(future, future, this, FUTURE);
    }

    <T extends @Nullable Object> Settled<T> pollEnd(PollFuture<? extends T> future)
            throws InterruptedException, TimeoutException {
        requireNonNull(future, "future");
        guard.requireMayBlock(POLL);
        boolean isPlain = onInterrupt == OnGiveUp.PROPAGATE && onTimeout == OnGiveUp.PROPAGATE;
        if (bridge == null && isPlain && !Thread.currentThread().isVirtual()) {
            return PollWait.<T>here(future, this);
        }
        BridgeExecutor executor = bridge != null ? bridge : BridgeExecutor.current();
        if (executor == null) {
            executor = BridgeExecutor.shared();
        }
        return isPlain && executor.awaitsInPlace()
                ? PollWait.<T>inPlace(future, this, executor)
                : PollWait.<T>spawned(future, this, executor, POLL);
    }

    /**
     * Waits for a stage through any number of interrupts, which stay in the flag: each ends a wait
     * that leaves the source alone, and another one begins.
     */
    <T extends @Nullable Object> T uninterruptibly(CompletionStage<? extends T> stage)
            throws TimeoutException {
        Waits round = withOnGiveUp(OnGiveUp.DETACH, onTimeout);
        long start = limit.isEndless() ? 0 : System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return round.<T>stage(stage);
                } catch (InterruptedException e) {
                    interrupted = true;
                    round = round.withLimit(limit.since(start));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
