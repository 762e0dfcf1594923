package io.github.trunnion.netty;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.Outcome;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Awaits the futures of Netty, turns them into poll-futures and stages, and makes them of stages
 * (sp05).
 *
 * <pre>{@code
 * Channel channel = NettyFutures.awaitChannel(bootstrap.connect(host, port));
 * NettyFutures.await(channel.writeAndFlush(request), Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>An await belongs on a virtual thread. Where that runs on the carrier whose event loop the
 * future is of, it is resumed right there, without another thread. On an event loop an await that
 * would wait is refused.
 *
 * <p>Who gives a future up, by a time-out, an interrupt or a cancel, cancels it. A value that
 * nobody receives because of that is not released, as others may hold it too: {@code
 * PollFutures.onDiscard(NettyFutures.toPollFuture(f), ReferenceCountUtil::release)} does so.
 */
public final class NettyFutures {
    private NettyFutures() {}

    /**
     * A poll-future that ends as the future does; cancelling it cancels the future.
     *
     * @param future the source
     * @param <T> the type of the value
     * @return a poll-future
     */
    public static <T extends @Nullable Object> PollFuture<T> toPollFuture(Future<T> future) {
        return new NettyFuturePoll<>(requireNonNull(future, "future"));
    }

    /**
     * A stage that ends as the future does; cancelling it cancels the future. Its dependents never
     * run on an event loop. Made on a thread of an executor it is a task of that, which {@code
     * close} waits for.
     *
     * @param future the source
     * @param <T> the type of the value
     * @return a new stage
     */
    public static <T extends @Nullable Object> TaskFuture<T> toStage(Future<T> future) {
        PollFuture<T> source = toPollFuture(future);
        BridgeExecutor here = BridgeExecutor.current();
        if (here != null) {
            try {
                return here.spawn(source);
            } catch (RejectedExecutionException closing) {
                // it takes no new tasks, but the future goes on
            }
        }
        return BridgeExecutor.shared().spawn(source);
    }

    /**
     * Waits for the value, by the rules of {@link Await}.
     *
     * @param future the source; an interrupt cancels it
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws BlockingNotAllowedException on an event loop, if it would wait
     * @throws InterruptedException if the thread is interrupted
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(Future<T> future)
            throws InterruptedException {
        return NettyFutures.<T>await(future, "NettyFutures.await");
    }

    private static <T extends @Nullable Object> T await(Future<T> future, String operation)
            throws InterruptedException {
        requireMayWait(future, operation);
        return waitsInPlace(future)
                ? Await.<T>await(toPollFuture(future))
                : Await.<T>awaitFuture(future);
    }

    /**
     * Waits for the value for a limited time.
     *
     * @param future the source; an interrupt and the end of the time cancel it
     * @param timeout how long; zero or negative looks once
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws BlockingNotAllowedException on an event loop, if it would wait
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the time is up
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(Future<T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        if (requireNonNull(timeout, "timeout").isPositive()) {
            requireMayWait(future, "NettyFutures.await");
        }
        return waitsInPlace(future)
                ? Await.<T>await(toPollFuture(future), timeout)
                : Await.<T>awaitFuture(future, timeout);
    }

    /** The guard of {@link Await} (aw14), in the words of Netty. */
    private static void requireMayWait(Future<?> future, String operation) {
        if (requireNonNull(future, "future").isDone()) {
            return;
        }
        Thread thread = Thread.currentThread();
        String kind = EventLoopThreads.kindOfCaller();
        if (kind != null && !thread.isVirtual()) {
            throw new BlockingNotAllowedException(
                    operation
                            + " would block "
                            + thread
                            + ", "
                            + kind
                            + ", for "
                            + future
                            + ": its channels would wait, that of the future perhaps among them"
                            + " (aw14). Add a listener to the future, or await it on a virtual"
                            + " thread, such as those of a VirtualThreadHandler.");
        }
        BlockOn.requireBlockingAllowed(operation);
    }

    /** Whether the calling thread polls itself, so that the event loop resumes it directly. */
    private static boolean waitsInPlace(Future<?> future) {
        if (requireNonNull(future, "future").isDone() || !Thread.currentThread().isVirtual()) {
            return false;
        }
        BridgeExecutor here = BridgeExecutor.current();
        return here != null && here.awaitsInPlace();
    }

    /**
     * Waits until what a future of a channel stands for is done: a connect, a bind, a write, a
     * close.
     *
     * @param future the source; an interrupt cancels it, which closes a channel that connects
     * @return its channel
     * @throws BlockingNotAllowedException on an event loop, if it would wait
     * @throws InterruptedException if the thread is interrupted
     * @throws AwaitException if the source fails with a checked exception, such as that of a
     *     refused connection
     */
    public static Channel awaitChannel(ChannelFuture future) throws InterruptedException {
        NettyFutures.await(future, "NettyFutures.awaitChannel");
        return future.channel();
    }

    /**
     * A future of Netty that ends as a stage does; cancelling it cancels the stage. Its listeners
     * run on the executor.
     *
     * @param stage the source, such as a {@link TaskFuture} of {@link BridgeExecutor#spawn}
     * @param executor where listeners run, such as an event loop
     * @param <T> the type of the value
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> fromStage(
            CompletionStage<? extends T> stage, EventExecutor executor) {
        requireNonNull(stage, "stage");
        return fromStage(stage, requireNonNull(executor, "executor").<T>newPromise());
    }

    /**
     * Ends a promise of Netty as a stage does; cancelling the promise cancels the stage.
     *
     * @param stage the source
     * @param promise what it ends, unless somebody else does before
     * @param <T> the type of the value
     * @return the promise
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callbacks are what learns the end
    public static <T extends @Nullable Object> Promise<T> fromStage(
            CompletionStage<? extends T> stage, Promise<T> promise) {
        requireNonNull(stage, "stage");
        requireNonNull(promise, "promise");
        promise.addListener(
                ended -> {
                    if (ended.isCancelled()) {
                        cancel(stage);
                    }
                });
        // what is called back does nothing but end a promise
        CompletionStage<? extends T> source =
                stage instanceof TaskFuture<? extends T> task ? task.directCompletion() : stage;
        source.whenComplete((value, failure) -> end(promise, Outcome.<T>of(value, failure)));
        return promise;
    }

    private static <T extends @Nullable Object> void end(Promise<T> promise, Outcome<T> outcome) {
        switch (outcome) {
            case Outcome.Success<T> success -> promise.trySuccess(success.value());
            case Outcome.Failure<T> failure -> promise.tryFailure(failure.cause());
            case Outcome.Cancelled<T> cancelled -> {
                if (!promise.cancel(true)) {
                    promise.tryFailure(cancelled.cause());
                }
            }
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            if (stage instanceof java.util.concurrent.Future<?> future) {
                future.cancel(true);
            } else {
                stage.toCompletableFuture().cancel(true);
            }
        } catch (UnsupportedOperationException cannotBeCancelled) {
            // the interface allows it
        }
    }
}
