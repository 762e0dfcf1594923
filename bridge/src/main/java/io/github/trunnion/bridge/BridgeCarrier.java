package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/**
 * One carrier of a {@link BridgeExecutor}; for adapters that keep something on each of them, such
 * as an event loop.
 *
 * <p>There is one object for each carrier, to be compared by identity.
 */
public final class BridgeCarrier {
    private final BridgeExecutor executor;
    private final Carrier carrier;
    private final int index;

    private BridgeCarrier(BridgeExecutor executor, Carrier carrier, int index) {
        this.executor = executor;
        this.carrier = carrier;
        this.index = index;
    }

    static List<BridgeCarrier> of(BridgeExecutor executor, CarrierGroup group) {
        return IntStream.range(0, group.size())
                .mapToObj(i -> new BridgeCarrier(executor, group.carrier(i), i))
                .toList();
    }

    /**
     * The carrier that the caller belongs to: the one whose loop or poll runs on this thread, or
     * that of the virtual thread which the caller is.
     *
     * @return the carrier, or null on any other thread and inside {@link BlockOn#run}
     */
    public static @Nullable BridgeCarrier current() {
        Carrier home = LoopThread.home();
        BridgeExecutor executor = home == null ? null : home.executor();
        if (executor != null) {
            for (BridgeCarrier candidate : executor.carriers()) {
                if (candidate.carrier == home) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /**
     * The executor that this is a carrier of.
     *
     * @return the executor
     */
    public BridgeExecutor executor() {
        return executor;
    }

    /**
     * Its place in {@link BridgeExecutor#carriers}.
     *
     * @return the index, from 0
     */
    public int index() {
        return index;
    }

    /**
     * Starts a task that runs the future on this carrier. From any thread.
     *
     * @param future the future; its owner is the task from now on
     * @param <T> the type of the value
     * @return the result; cancelling it reaches the future
     * @throws RejectedExecutionException if the executor is not open
     */
    public <T extends @Nullable Object> TaskFuture<T> spawn(PollFuture<? extends T> future) {
        requireNonNull(future, "future");
        executor.requireOpen("spawn");
        return PollTask.start(future, carrier);
    }

    @Override
    public String toString() {
        return carrier.description();
    }
}
