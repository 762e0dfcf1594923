package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Awaits with settings of one's own; made by {@link Await#with} and {@link Await#on}.
 *
 * <pre>{@code
 * static final AwaitOptions<TimeoutException> QUICK =
 *         Await.with().timeout(Duration.ofSeconds(2)).onGiveUp(OnGiveUp.DETACH);
 *
 * User user = QUICK.await(cache.user(id));
 * }</pre>
 *
 * <p>Immutable: each setting returns new options. For any number of threads and awaits. The rules
 * are those of {@link Await}.
 *
 * @param <E> what else an await throws: {@link TimeoutException} with a timeout, and otherwise
 *     {@link RuntimeException}, which nobody has to catch
 */
public final class AwaitOptions<E extends Exception> {
    static final AwaitOptions<RuntimeException> DEFAULT = new AwaitOptions<>(Waits.DEFAULT);

    private final Waits waits;

    private AwaitOptions(Waits waits) {
        this.waits = waits;
    }

    /** The same, for what awaits in other ways. */
    Waits waits() {
        return waits;
    }

    /**
     * Limits each await.
     *
     * @param timeout how long; zero or negative looks once
     * @return options with that timeout
     */
    public AwaitOptions<TimeoutException> timeout(Duration timeout) {
        return new AwaitOptions<>(waits.withLimit(Limit.of(timeout)));
    }

    /**
     * Says what becomes of a source when an await gives up.
     *
     * @param mode the mode
     * @return options with that mode
     */
    public AwaitOptions<E> onGiveUp(OnGiveUp mode) {
        requireNonNull(mode, "mode");
        return new AwaitOptions<>(waits.withOnGiveUp(mode, mode));
    }

    /**
     * Says how failures are thrown.
     *
     * @param mode the mode
     * @return options with that mode
     */
    public AwaitOptions<E> rethrow(Rethrow mode) {
        return new AwaitOptions<>(waits.withRethrow(requireNonNull(mode, "mode")));
    }

    /**
     * Chooses the guard.
     *
     * @param guard refuses threads that must not block
     * @return options with that guard
     */
    public AwaitOptions<E> guard(AwaitGuard guard) {
        return new AwaitOptions<>(waits.withGuard(requireNonNull(guard, "guard")));
    }

    /**
     * Chooses the executor on which awaited poll-futures run. On a closed one each await ends with
     * a {@link io.github.trunnion.bridge.BridgeClosedException}.
     *
     * @param bridge the executor
     * @return options with that executor
     */
    public AwaitOptions<E> on(BridgeExecutor bridge) {
        return new AwaitOptions<>(waits.withBridge(requireNonNull(bridge, "bridge")));
    }

    /**
     * Waits for the result of a stage, as {@link Await#await(CompletionStage)}.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     * @throws E if the time is up
     */
    public <T extends @Nullable Object> T await(CompletionStage<? extends T> stage)
            throws InterruptedException, E {
        try {
            return waits.<T>stage(stage);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a stage that fails with a checked exception, as {@link
     * Await#await(CompletionStage, Class)}.
     *
     * @param stage the stage
     * @param declared the exceptions to be thrown as such
     * @param <T> the type of the value
     * @param <X> the type of these exceptions
     * @return its value
     * @throws X if the stage has failed with one
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     * @throws E if the time is up
     */
    public <T extends @Nullable Object, X extends Exception> T await(
            CompletionStage<? extends T> stage, Class<X> declared)
            throws X, InterruptedException, E {
        try {
            return waits.declaring(declared).<T>stage(stage);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a poll-future, as {@link Await#await(PollFuture)}.
     *
     * @param future the future; its owner is this call from now on
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted while the future is pending
     * @throws E if the time is up
     */
    public <T extends @Nullable Object> T await(PollFuture<? extends T> future)
            throws InterruptedException, E {
        try {
            return waits.<T>poll(future);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a poll-future that fails with a checked exception.
     *
     * @param future the future; its owner is this call from now on
     * @param declared the exceptions to be thrown as such
     * @param <T> the type of the value
     * @param <X> the type of these exceptions
     * @return its value
     * @throws X if the future has failed with one
     * @throws InterruptedException if the thread is interrupted while the future is pending
     * @throws E if the time is up
     */
    public <T extends @Nullable Object, X extends Exception> T await(
            PollFuture<? extends T> future, Class<X> declared) throws X, InterruptedException, E {
        try {
            return waits.declaring(declared).<T>poll(future);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a poll-future for a limited time, in place of the timeout of these
     * options.
     *
     * @param future the future; its owner is this call from now on
     * @param timeout how long; zero or negative polls once
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted while the future is pending
     * @throws TimeoutException if the time is up
     */
    public <T extends @Nullable Object> T await(PollFuture<? extends T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return waits.withLimit(Limit.of(timeout)).<T>poll(future);
    }

    /**
     * Waits for the result of a {@link Future}.
     *
     * @param future the future
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted while the future is incomplete
     * @throws E if the time is up
     */
    public <T extends @Nullable Object> T awaitFuture(Future<? extends T> future)
            throws InterruptedException, E {
        try {
            return waits.<T>future(future);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a {@link Future} that fails with a checked exception.
     *
     * @param future the future
     * @param declared the exceptions to be thrown as such
     * @param <T> the type of the value
     * @param <X> the type of these exceptions
     * @return its value
     * @throws X if the future has failed with one
     * @throws InterruptedException if the thread is interrupted while the future is incomplete
     * @throws E if the time is up
     */
    public <T extends @Nullable Object, X extends Exception> T awaitFuture(
            Future<? extends T> future, Class<X> declared) throws X, InterruptedException, E {
        try {
            return waits.declaring(declared).<T>future(future);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the result of a stage through interrupts, as {@link Await#awaitUninterruptibly}.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return its value
     * @throws E if the time is up
     */
    public <T extends @Nullable Object> T awaitUninterruptibly(CompletionStage<? extends T> stage)
            throws E {
        try {
            return waits.<T>uninterruptibly(stage);
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * Waits for the end of a stage, as {@link Await#outcome}.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return how it ended
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     * @throws E if the time is up
     */
    public <T extends @Nullable Object> Outcome<T> outcome(CompletionStage<? extends T> stage)
            throws InterruptedException, E {
        try {
            return waits.<T>stageEnd(stage).outcome();
        } catch (TimeoutException expired) {
            throw typed(expired);
        }
    }

    /**
     * E is TimeoutException wherever there is a limit. Without one it is the failure of the source,
     * which the caller has declared.
     */
    @SuppressWarnings("unchecked") // erased: throws it as it is
    private E typed(TimeoutException expired) {
        return (E) expired;
    }
}
