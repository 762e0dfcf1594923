package io.github.trunnion.loom;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a future of any kind, as a call that blocks.
 *
 * <p>Made for virtual threads, which it parks; a platform thread that is no event loop is parked
 * too.
 *
 * <pre>{@code
 * User user = Await.await(client.findUser(id), Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>The rules of every method here:
 *
 * <ul>
 *   <li>aw01: a source that is complete is answered at once, also on a thread that must not block
 *       and on one that is interrupted.
 *   <li>aw05, aw06: an interrupt, a timeout or a {@link Deadline} cancels the source with {@code
 *       cancel(true)} and ends the wait with {@link InterruptedException}, {@link TimeoutException}
 *       or {@link DeadlineExceededException}; what the cancel throws is suppressed onto it. If the
 *       source turns out done, its result counts, and an interrupt stays in the flag. {@link
 *       OnGiveUp} has other ways.
 *   <li>aw09: a failure is free of {@link java.util.concurrent.CompletionException} and {@link
 *       java.util.concurrent.ExecutionException}, however many.
 *   <li>aw10: an unchecked exception is thrown as a copy with the frames of the waiting thread,
 *       whose cause is the original; a checked one as the cause of an {@link AwaitException},
 *       unless it is declared in the call; an error as it is. {@link Rethrow} has other ways.
 *   <li>aw11: a source that somebody else has cancelled, or that depends on such a one, ends the
 *       wait with a {@link java.util.concurrent.CancellationException} of the waiting thread; its
 *       cause is the original.
 *   <li>aw14: on an event loop an await that would park throws {@link
 *       io.github.trunnion.bridge.BlockingNotAllowedException}. With {@code
 *       -Dtrunnion.guard=strict} one that is complete does too, which finds such calls in tests.
 * </ul>
 *
 * <p>An abandoned wait leaves nothing in a {@link java.util.concurrent.CompletableFuture} or a
 * {@link Future}; in another kind of stage, which offers only {@code whenComplete}, it leaves an
 * empty callback.
 */
public final class Await {
    private Await() {}

    /**
     * Waits for the result of a stage.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     */
    public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage)
            throws InterruptedException {
        return AwaitOptions.DEFAULT.<T>await(stage);
    }

    /**
     * Waits for the result of a stage for a limited time.
     *
     * @param stage the stage
     * @param timeout how long; zero or negative looks once, and cancels an incomplete stage
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     * @throws TimeoutException if the time is up; the message names the stage and the time
     */
    public static <T extends @Nullable Object> T await(
            CompletionStage<? extends T> stage, Duration timeout)
            throws InterruptedException, TimeoutException {
        return Waits.DEFAULT.withLimit(Limit.of(timeout)).<T>stage(stage);
    }

    /**
     * Waits for the result of a poll-future.
     *
     * <p>A platform thread runs it by {@link io.github.trunnion.bridge.BlockOn#run}. From a virtual
     * thread it is spawned on {@link BridgeExecutor#current()} or else on {@link
     * BridgeExecutor#shared()}; {@link #on} chooses another executor. An interrupt cancels the
     * future and does not wait until that has happened on its carrier.
     *
     * @param future the future; its owner is this call from now on
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the future is pending
     */
    public static <T extends @Nullable Object> T await(PollFuture<? extends T> future)
            throws InterruptedException {
        return AwaitOptions.DEFAULT.<T>await(future);
    }

    /**
     * Waits for the result of a poll-future for a limited time, which begins with its first poll or
     * with its spawn; otherwise as {@link #await(PollFuture)}.
     *
     * @param future the future; its owner is this call from now on
     * @param timeout how long; zero or negative polls once, and cancels a pending future
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the future is pending
     * @throws TimeoutException if the time is up; the message names the future and the time
     */
    public static <T extends @Nullable Object> T await(
            PollFuture<? extends T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return Waits.DEFAULT.withLimit(Limit.of(timeout)).<T>poll(future);
    }

    /**
     * Waits for the result of a {@link Future}.
     *
     * <p>It has a name of its own because a {@code CompletableFuture} is a stage as well.
     *
     * @param future the future
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the future is incomplete
     */
    public static <T extends @Nullable Object> T awaitFuture(Future<? extends T> future)
            throws InterruptedException {
        return AwaitOptions.DEFAULT.<T>awaitFuture(future);
    }

    /**
     * Waits for the result of a {@link Future} for a limited time.
     *
     * @param future the future
     * @param timeout how long; zero or negative looks once, and cancels an incomplete future
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the future is incomplete
     * @throws TimeoutException if the time is up; the message names the future and the time
     */
    public static <T extends @Nullable Object> T awaitFuture(
            Future<? extends T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return Waits.DEFAULT.withLimit(Limit.of(timeout)).<T>future(future);
    }

    /**
     * Waits for the result of a stage that fails with a checked exception.
     *
     * <pre>{@code
     * byte[] body = Await.await(client.read(path), IOException.class);
     * }</pre>
     *
     * @param stage the stage
     * @param declared the exceptions to be thrown as such, subclasses as well; other checked ones
     *     are the cause of an {@link AwaitException}
     * @param <T> the type of the value
     * @param <X> the type of these exceptions
     * @return its value, which may be null
     * @throws X if the stage has failed with one
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     */
    public static <T extends @Nullable Object, X extends Exception> T await(
            CompletionStage<? extends T> stage, Class<X> declared) throws X, InterruptedException {
        return AwaitOptions.DEFAULT.<T, X>await(stage, declared);
    }

    /**
     * Waits for the result of a poll-future that fails with a checked exception; otherwise as
     * {@link #await(PollFuture)}.
     *
     * @param future the future; its owner is this call from now on
     * @param declared the exceptions to be thrown as such, subclasses as well
     * @param <T> the type of the value
     * @param <X> the type of these exceptions
     * @return its value, which may be null
     * @throws X if the future has failed with one
     * @throws InterruptedException if the thread is interrupted while the future is pending
     */
    public static <T extends @Nullable Object, X extends Exception> T await(
            PollFuture<? extends T> future, Class<X> declared) throws X, InterruptedException {
        return AwaitOptions.DEFAULT.<T, X>await(future, declared);
    }

    /**
     * Waits for the result of a stage whatever interrupts come; they leave the source alone and
     * stay in the flag. For code that must not stop half-way and cannot throw {@link
     * InterruptedException}.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return its value, which may be null
     */
    public static <T extends @Nullable Object> T awaitUninterruptibly(
            CompletionStage<? extends T> stage) {
        return AwaitOptions.DEFAULT.<T>awaitUninterruptibly(stage);
    }

    /**
     * Waits for the end of a stage, and returns a failure in place of throwing it.
     *
     * @param stage the stage
     * @param <T> the type of the value
     * @return how it ended
     * @throws InterruptedException if the thread is interrupted while the stage is incomplete
     */
    public static <T extends @Nullable Object> Outcome<T> outcome(
            CompletionStage<? extends T> stage) throws InterruptedException {
        return AwaitOptions.DEFAULT.<T>outcome(stage);
    }

    /**
     * Begins settings of one's own.
     *
     * @return options as the methods here have them
     */
    public static AwaitOptions<RuntimeException> with() {
        return AwaitOptions.DEFAULT;
    }

    /**
     * Chooses the executor on which awaited poll-futures run.
     *
     * @param bridge the executor
     * @return an object to await with, from any thread
     */
    public static AwaitOptions<RuntimeException> on(BridgeExecutor bridge) {
        return AwaitOptions.DEFAULT.on(bridge);
    }
}
