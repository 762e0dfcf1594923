package io.github.trunnion.vertx;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.OnGiveUp;
import io.github.trunnion.loom.Outcome;
import io.github.trunnion.loom.StageFuture;
import io.github.trunnion.loom.Stages;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.FutureInternal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Turns the futures of Vert.x into poll-futures, awaits them, and makes one of a stage (sp04).
 *
 * <pre>{@code
 * HttpClientResponse response = VertxFutures.await(request.send(), Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>A future of Vert.x has no cancel. Who gives one up, by a time-out, an interrupt or a cancel of
 * the poll-future, stops waiting and nothing else: what it stands for goes on, and its end is
 * dropped. Where Vert.x offers a way to stop the work itself, such as {@code request.reset()}, call
 * that.
 *
 * <p>Code that awaits belongs on a virtual thread: on an event loop an await is refused. In a
 * verticle whose handlers run on workers or on virtual threads, so is one for a future of the
 * verticle's own context, or for several: there {@link Future#await()} lets the verticle go on. A
 * promise without a context that only a handler of this one would complete is not recognised.
 */
public final class VertxFutures {
    private static final AwaitOptions<RuntimeException> UNCANCELLABLE =
            Await.with().onGiveUp(OnGiveUp.DETACH);

    private VertxFutures() {}

    /**
     * A poll-future that ends as the future does; to be polled on one carrier.
     *
     * @param future the source, which a cancel of the poll-future does not reach
     * @param <T> the type of the value
     * @return a poll-future
     */
    public static <T extends @Nullable Object> StageFuture<T> toPollFuture(Future<T> future) {
        return Stages.<T>hot(stage(future)).detached();
    }

    private static <T extends @Nullable Object> CompletionStage<T> stage(Future<T> future) {
        return requireNonNull(future, "future").toCompletionStage();
    }

    /**
     * The source of an await. A future ends on its context; where that runs one handler at a time
     * and the caller is that handler, the end would queue behind the await.
     */
    private static <T extends @Nullable Object> CompletionStage<T> awaited(Future<T> future) {
        requireNonNull(future, "future");
        if (endsBehindCaller(future)) {
            throw new BlockingNotAllowedException(
                    "An await on "
                            + Thread.currentThread()
                            + " would wait for "
                            + future
                            + ", which ends on the context of Vert.x that this thread runs, behind"
                            + " the await (sp04). Use the await() of Vert.x there. See"
                            + " docs/errors.md#own-vertx-context.");
        }
        return stage(future);
    }

    /**
     * Whether its end would queue behind the caller. A future of several has no context of its own;
     * it ends by a callback of the context that it was made on, most likely this one.
     */
    private static boolean endsBehindCaller(Future<?> future) {
        if (future.isComplete()) {
            return false;
        }
        Context context = future instanceof FutureInternal<?> known ? known.context() : null;
        if (context == null && future instanceof CompositeFuture) {
            context = Vertx.currentContext();
        }
        return context instanceof ContextInternal own
                && own.inThread()
                && !own.isEventLoopContext(); // the guard knows event loops
    }

    /**
     * Waits for the value, by the rules of {@link Await}.
     *
     * @param future the source, which goes on if the wait is given up
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws BlockingNotAllowedException on an event loop, and in a handler of the context that
     *     the future ends on
     * @throws InterruptedException if the thread is interrupted
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(Future<T> future)
            throws InterruptedException {
        return UNCANCELLABLE.<T>await(awaited(future));
    }

    /**
     * Waits for the value for a limited time.
     *
     * @param future the source, which goes on if the wait is given up
     * @param timeout how long; zero or negative looks once
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws BlockingNotAllowedException on an event loop, and in a handler of the context that
     *     the future ends on
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the time is up
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(Future<T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return UNCANCELLABLE.timeout(timeout).<T>await(awaited(future));
    }

    /**
     * A future of Vert.x that ends as a stage does, on the context that this is called on: what is
     * hung on it runs there.
     *
     * @param stage the source, such as a {@link io.github.trunnion.bridge.TaskFuture} of {@link
     *     io.github.trunnion.loom.Blocking}
     * @param <T> the type of the value
     * @return a new future
     * @throws IllegalStateException if the caller runs on no context of Vert.x
     */
    public static <T extends @Nullable Object> Future<T> fromStage(
            CompletionStage<? extends T> stage) {
        requireNonNull(stage, "stage");
        Context current = Vertx.currentContext();
        if (current == null) {
            throw new IllegalStateException(
                    "fromStage was called on "
                            + Thread.currentThread()
                            + ", which runs on no context of Vert.x. Give it one:"
                            + " fromStage(stage, vertx.getOrCreateContext()).");
        }
        return VertxFutures.<T>fromStage(stage, current);
    }

    /**
     * A future of Vert.x that ends as a stage does, on a context: what is hung on it runs there.
     *
     * @param stage the source
     * @param context where it ends
     * @param <T> the type of the value
     * @return a new future
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    public static <T extends @Nullable Object> Future<T> fromStage(
            CompletionStage<? extends T> stage, Context context) {
        requireNonNull(stage, "stage");
        requireNonNull(context, "context");
        CompletableFuture<T> unwrapped = new CompletableFuture<>();
        stage.whenComplete(
                (value, failure) -> {
                    switch (Outcome.<T>of(value, failure)) {
                        case Outcome.Success<T> success -> unwrapped.complete(success.value());
                        case Outcome.Failure<T> failed ->
                                unwrapped.completeExceptionally(failed.cause());
                        case Outcome.Cancelled<T> cancelled ->
                                unwrapped.completeExceptionally(cancelled.cause());
                    }
                });
        return Future.fromCompletionStage(unwrapped, context);
    }
}
