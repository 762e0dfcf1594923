package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;

/**
 * Turns a {@link CompletionStage} into a poll-future.
 *
 * <p>The other direction is {@link io.github.trunnion.bridge.BridgeExecutor#spawn}, whose {@link
 * io.github.trunnion.bridge.TaskFuture} is a stage.
 *
 * <pre>{@code
 * PollFuture<User> user = Stages.lazy(() -> client.findUser(id));
 * }</pre>
 */
public final class Stages {
    private Stages() {}

    /**
     * The result of a stage that runs already.
     *
     * <p>The source gets one callback, at the first poll that finds it incomplete (st03).
     * Cancelling the future cancels the source (st01) unless it is {@link StageFuture#detached()}.
     *
     * @param stage the source
     * @param <T> the type of the value
     * @return a future, which is done when the source is
     */
    public static <T extends @Nullable Object> StageFuture<T> hot(
            CompletionStage<? extends T> stage) {
        return new StageFuture<>(requireNonNull(stage, "stage"));
    }

    /**
     * The result of a stage that the first poll starts (st02).
     *
     * <p>Cancelling the future before that starts nothing; afterwards it cancels the source.
     *
     * @param supplier starts the source; called once, on the carrier, so it must not block. What it
     *     throws is the failure of the future; null fails it with {@link NullPointerException}.
     * @param <T> the type of the value
     * @return a future, which is done when the source is
     */
    public static <T extends @Nullable Object> StageFuture<T> lazy(
            Throwing.Supplier<? extends CompletionStage<? extends T>> supplier) {
        return new StageFuture<T>(requireNonNull(supplier, "supplier"));
    }
}
