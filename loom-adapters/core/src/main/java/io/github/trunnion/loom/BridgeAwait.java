package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Waits for poll-futures that run on a given executor; made by {@link Await#on}.
 *
 * <p>Immutable, for any number of threads. On a closed executor each await ends with a {@link
 * io.github.trunnion.bridge.BridgeClosedException}.
 */
public final class BridgeAwait {
    private final Waits waits;

    BridgeAwait(BridgeExecutor bridge) {
        this.waits = new Waits(Guard.DEFAULT, requireNonNull(bridge, "bridge"));
    }

    /**
     * Spawns the future on the executor and waits for its result, by the rules of {@link
     * Await#await(PollFuture)}.
     *
     * @param future the future; its owner is this call from now on
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted; the future is cancelled
     */
    public <T extends @Nullable Object> T await(PollFuture<? extends T> future)
            throws InterruptedException {
        return waits.<T>poll(future);
    }

    /**
     * Spawns the future on the executor and waits for its result for a limited time, by the rules
     * of {@link Await#await(PollFuture, Duration)}.
     *
     * @param future the future; its owner is this call from now on
     * @param timeout how long; zero or negative polls once
     * @param <T> the type of the value
     * @return its value
     * @throws InterruptedException if the thread is interrupted; the future is cancelled
     * @throws TimeoutException if the time is up; the future is cancelled
     */
    public <T extends @Nullable Object> T await(PollFuture<? extends T> future, Duration timeout)
            throws InterruptedException, TimeoutException {
        return waits.<T>poll(future, Limit.of(timeout));
    }
}
