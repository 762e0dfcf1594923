package io.github.trunnion.guava;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.StageFuture;
import io.github.trunnion.loom.Stages;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Turns Guava's {@link ListenableFuture} into what this library works with, and back (sp02).
 *
 * <pre>{@code
 * User user = ListenableFutures.await(client.find(7));
 * }</pre>
 *
 * <p>In both directions a value and a failure arrive as they are, without the wrappers of {@code
 * ExecutionException} and {@code CompletionException}; a cancelled source makes what was made of it
 * cancelled; and a cancel of that reaches the source.
 *
 * <p>Time-outs, deadlines and rethrow modes: {@code Await.with()}, whose {@code awaitFuture} takes
 * a ListenableFuture as it is.
 */
public final class ListenableFutures {
    private ListenableFutures() {}

    /**
     * A stage that ends as the future does.
     *
     * <p>Cancelling it, or completing it from outside, cancels the future by {@code cancel(true)}.
     * Cancelling a stage that is derived from it does not, as with any {@code CompletableFuture}.
     * Dependents without {@code Async} run on the thread that completes the future, or here if it
     * is done.
     *
     * @param future the source
     * @param <T> the type of the value
     * @return a new stage
     */
    public static <T extends @Nullable Object> CompletableFuture<T> toStage(
            ListenableFuture<? extends T> future) {
        return ListenableStage.<T>of(requireNonNull(future, "future"));
    }

    /**
     * A poll-future that ends as the future does; to be polled on one carrier.
     *
     * <p>Cancelling the poll-future cancels the source by {@code cancel(true)}, on a virtual
     * thread, unless it is {@link StageFuture#detached()}.
     *
     * @param future the source
     * @param <T> the type of the value
     * @return a poll-future
     */
    public static <T extends @Nullable Object> StageFuture<T> toPollFuture(
            ListenableFuture<? extends T> future) {
        return Stages.<T>hot(ListenableFutures.<T>toStage(future));
    }

    /**
     * A ListenableFuture that ends as a stage does, for Guava's callers.
     *
     * <p>A {@link io.github.trunnion.bridge.TaskFuture}, of a poll-future that was spawned or of
     * {@link io.github.trunnion.loom.Blocking}, is a stage. Cancelling the ListenableFuture cancels
     * the stage: a TaskFuture with the flag that was given, so that {@code cancel(false)} does not
     * interrupt a body; any other by its {@code toCompletableFuture()} where it has one.
     *
     * @param stage the source
     * @param <T> the type of the value
     * @return a new future
     */
    public static <T extends @Nullable Object> ListenableFuture<T> fromStage(
            CompletionStage<? extends T> stage) {
        return StageListenable.<T>of(requireNonNull(stage, "stage"));
    }

    /**
     * Waits for the value, by the rules of {@link Await}.
     *
     * @param future the source; cancelled by {@code cancel(true)} if the wait is given up
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws InterruptedException if the thread is interrupted
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(ListenableFuture<? extends T> future)
            throws InterruptedException {
        return Await.<T>awaitFuture(requireNonNull(future, "future"));
    }

    /**
     * Waits for the value for a limited time.
     *
     * @param future the source; cancelled by {@code cancel(true)} if the wait is given up
     * @param timeout how long; zero or negative looks once
     * @param <T> the type of the value
     * @return the value, which may be null
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the time is up
     * @throws AwaitException if the source fails with a checked exception
     */
    public static <T extends @Nullable Object> T await(
            ListenableFuture<? extends T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return Await.with().timeout(timeout).<T>awaitFuture(requireNonNull(future, "future"));
    }
}
