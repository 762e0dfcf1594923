package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The result of a spawned task, as a {@link Future} and a {@link CompletionStage}.
 *
 * <p>It is not a {@link CompletableFuture}: its waiters are resumed without a hop, while dependent
 * stages never run on a carrier, so they may block. Only a task completes it; {@link
 * #toCompletableFuture()} gives a view for APIs that want the class.
 *
 * <p>Cancelling completes it at once with a {@link java.util.concurrent.CancellationException} and
 * reaches the task: its future's {@code cancel()} runs once, on its carrier, never beside a poll;
 * {@link #terminated()} tells when that is over. Stages derived from this one follow the contract
 * of {@link CompletionStage}: cancelling them does not reach the task.
 *
 * <p>{@link #get()} and {@link #join()} of an incomplete future throw {@link
 * BlockingNotAllowedException} on a thread that must not block (E7).
 *
 * <p>The stage methods delegate to the view of {@link #toCompletableFuture()}; asynchronous ones
 * without an executor run on a new virtual thread of the JDK's scheduler.
 *
 * @param <T> the type of the value, which may be null
 */
public interface TaskFuture<T extends @Nullable Object> extends Future<T>, CompletionStage<T> {

    /**
     * Waits for the result like {@link #get()}, but does not respond to interrupts; an interrupt
     * while it waits leaves the flag set.
     *
     * @return the value
     * @throws java.util.concurrent.CompletionException if the task failed; the cause is the failure
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws BlockingNotAllowedException if incomplete on a thread that must not block
     */
    T join();

    /**
     * Completes when the task has really ended: after a result, and after a cancel when what ran
     * has returned and has released what it held. It never fails.
     *
     * @return a new stage at each call; completing or cancelling it has no effect on the task
     */
    CompletableFuture<Void> terminated();

    /**
     * A stage whose dependents run right where the task completes, on its carrier or on the thread
     * that cancels it: they must not block (st07).
     *
     * @return a new stage; completing or cancelling it has no effect on the task
     */
    CompletionStage<T> directCompletion();

    /**
     * A view for APIs that want the class; the same object at each call.
     *
     * <p>Completing or cancelling the view from outside before the task is done wins in the view
     * and cancels the task. Its dependents do not run on a carrier, unless that is where it is
     * completed from outside: whoever does that runs them, as with any CompletableFuture. So the
     * view of a task that ends on its carrier is done a moment after the task.
     *
     * @return the view
     */
    @Override
    CompletableFuture<T> toCompletableFuture();

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenApply(
            Function<? super T, ? extends U> fn) {
        return toCompletableFuture().thenApply(fn);
    }

    @Override
    default CompletionStage<Void> thenAccept(Consumer<? super T> action) {
        return toCompletableFuture().thenAccept(action);
    }

    @Override
    default CompletionStage<Void> thenRun(Runnable action) {
        return toCompletableFuture().thenRun(action);
    }

    @Override
    default <U extends @Nullable Object, V extends @Nullable Object> CompletionStage<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return toCompletableFuture().thenCombine(other, fn);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return toCompletableFuture().thenAcceptBoth(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return toCompletableFuture().runAfterBoth(other, action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return toCompletableFuture().applyToEither(other, fn);
    }

    @Override
    default CompletionStage<Void> acceptEither(
            CompletionStage<? extends T> other, Consumer<? super T> action) {
        return toCompletableFuture().acceptEither(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return toCompletableFuture().runAfterEither(other, action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return toCompletableFuture().thenCompose(fn);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> handle(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return toCompletableFuture().handle(fn);
    }

    @Override
    default CompletionStage<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return toCompletableFuture().whenComplete(action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenApplyAsync(
            Function<? super T, ? extends U> fn) {
        return toCompletableFuture().thenApplyAsync(fn);
    }

    @Override
    default CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action) {
        return toCompletableFuture().thenAcceptAsync(action);
    }

    @Override
    default CompletionStage<Void> thenRunAsync(Runnable action) {
        return toCompletableFuture().thenRunAsync(action);
    }

    @Override
    default <U extends @Nullable Object, V extends @Nullable Object>
            CompletionStage<V> thenCombineAsync(
                    CompletionStage<? extends U> other,
                    BiFunction<? super T, ? super U, ? extends V> fn) {
        return toCompletableFuture().thenCombineAsync(other, fn);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return toCompletableFuture().thenAcceptBothAsync(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return toCompletableFuture().runAfterBothAsync(other, action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return toCompletableFuture().applyToEitherAsync(other, fn);
    }

    @Override
    default CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action) {
        return toCompletableFuture().acceptEitherAsync(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return toCompletableFuture().runAfterEitherAsync(other, action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return toCompletableFuture().thenComposeAsync(fn);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return toCompletableFuture().handleAsync(fn);
    }

    @Override
    default CompletionStage<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return toCompletableFuture().whenCompleteAsync(action);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenApplyAsync(
            Function<? super T, ? extends U> fn, Executor executor) {
        return toCompletableFuture().thenApplyAsync(fn, executor);
    }

    @Override
    default CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return toCompletableFuture().thenAcceptAsync(action, executor);
    }

    @Override
    default CompletionStage<Void> thenRunAsync(Runnable action, Executor executor) {
        return toCompletableFuture().thenRunAsync(action, executor);
    }

    @Override
    default <U extends @Nullable Object, V extends @Nullable Object>
            CompletionStage<V> thenCombineAsync(
                    CompletionStage<? extends U> other,
                    BiFunction<? super T, ? super U, ? extends V> fn,
                    Executor executor) {
        return toCompletableFuture().thenCombineAsync(other, fn, executor);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other,
            BiConsumer<? super T, ? super U> action,
            Executor executor) {
        return toCompletableFuture().thenAcceptBothAsync(other, action, executor);
    }

    @Override
    default CompletionStage<Void> runAfterBothAsync(
            CompletionStage<?> other, Runnable action, Executor executor) {
        return toCompletableFuture().runAfterBothAsync(other, action, executor);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return toCompletableFuture().applyToEitherAsync(other, fn, executor);
    }

    @Override
    default CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return toCompletableFuture().acceptEitherAsync(other, action, executor);
    }

    @Override
    default CompletionStage<Void> runAfterEitherAsync(
            CompletionStage<?> other, Runnable action, Executor executor) {
        return toCompletableFuture().runAfterEitherAsync(other, action, executor);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return toCompletableFuture().thenComposeAsync(fn, executor);
    }

    @Override
    default <U extends @Nullable Object> CompletionStage<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
        return toCompletableFuture().handleAsync(fn, executor);
    }

    @Override
    default CompletionStage<T> whenCompleteAsync(
            BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return toCompletableFuture().whenCompleteAsync(action, executor);
    }

    @Override
    default CompletionStage<T> exceptionally(Function<Throwable, ? extends T> fn) {
        return toCompletableFuture().exceptionally(fn);
    }
}
