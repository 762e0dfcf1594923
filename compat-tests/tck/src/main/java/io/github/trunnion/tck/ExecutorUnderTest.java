package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;

/** What {@link ExecutorVerification} needs of an executor; an adapter of a few lines. */
public interface ExecutorUnderTest extends AutoCloseable {

    /**
     * Starts a task that runs the future. From any thread, also from inside a poll.
     *
     * @param future the future; the executor is its owner from now on
     * @param <T> the type of the value
     * @return the result: {@code get} returns the value or throws an {@link
     *     java.util.concurrent.ExecutionException} whose cause is the failure; {@code cancel(true)}
     *     cancels the task
     */
    <T extends @Nullable Object> Future<T> spawn(PollFuture<? extends T> future);

    /** Ends the executor; on a thread of its own it begins to end and returns. */
    @Override
    void close();

    /**
     * Runs an action on a carrier.
     *
     * @param action the action
     * @throws UnsupportedOperationException if this executor runs futures only, as by default
     */
    default void execute(Runnable action) {
        throw new UnsupportedOperationException("give the executor execute(Runnable)");
    }

    /**
     * Ends the executor: waits at most that long for its tasks, then cancels what is left.
     *
     * @param grace how long
     * @throws UnsupportedOperationException if it has no such close, as by default
     */
    default void close(Duration grace) {
        throw new UnsupportedOperationException("give the executor close(Duration)");
    }
}
