package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * An executor of poll-based futures, whose carrier threads park inside the reactor that the futures
 * bring.
 *
 * <p>Each carrier is an execution context of its own, with one reactor slot and its own timers; a
 * future stays on the carrier that polled it first. One carrier is the default and enough for most
 * uses.
 *
 * <pre>{@code
 * try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
 *     TaskFuture<String> greeting = bridge.spawn(PollFutures.ready("hello"));
 *     System.out.println(greeting.get());
 * }
 * }</pre>
 *
 * <p>{@link #spawn} and {@link #execute} throw {@link RejectedExecutionException} once close was
 * called (E6).
 */
public final class BridgeExecutor implements Executor, AutoCloseable {
    static final boolean DIAGNOSTICS = Boolean.getBoolean("trunnion.diagnostics");

    /** How many nanoseconds a close with a grace waits at least for tasks to be cancelled. */
    private static final long LEAST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final CarrierGroup group;

    /** Round robin of spawns from outside; getAndAdd. */
    private volatile int turn;

    BridgeExecutor(BridgeBuilder builder, boolean closeable) {
        group = new CarrierGroup(this, builder, closeable);
    }

    /**
     * Starts to describe an executor.
     *
     * @return a builder with the defaults
     */
    public static BridgeBuilder builder() {
        return new BridgeBuilder();
    }

    /**
     * The executor of the carrier that the caller runs on.
     *
     * @return the executor, or null elsewhere
     */
    public static @Nullable BridgeExecutor current() {
        Carrier carrier = LoopThread.current();
        return carrier == null ? null : carrier.executor();
    }

    /**
     * The executor of the process: one daemon carrier, made at first use. Closing it has no effect.
     *
     * @return the executor
     */
    public static BridgeExecutor shared() {
        return Shared.EXECUTOR;
    }

    private static final class Shared {
        static final BridgeExecutor EXECUTOR =
                new BridgeExecutor(
                        builder()
                                .name("trunnion-shared")
                                .carrierThreadFactory(Shared::carrierOfNobody),
                        false);

        /** Keeps nothing of whoever asks first: no class loader, no inherited thread-locals. */
        private static Thread carrierOfNobody(Runnable loop) {
            return Thread.ofPlatform()
                    .name("trunnion-shared-0")
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(loop);
        }
    }

    /**
     * Starts a task that runs the future.
     *
     * <p>On a carrier of this executor the task goes to that carrier, from elsewhere the carriers
     * take turns. From any thread.
     *
     * @param future the future; its owner is the task from now on
     * @param <T> the type of the value
     * @return the result; cancelling it reaches the future
     * @throws RejectedExecutionException if this executor is not open
     */
    public <T extends @Nullable Object> TaskFuture<T> spawn(PollFuture<? extends T> future) {
        requireNonNull(future, "future");
        requireOpen("spawn");
        return start(future, pick());
    }

    /**
     * Starts a task in the execution context of the calling thread: on the carrier that runs it, or
     * on the thread that is inside {@link BlockOn#run}.
     *
     * @param future the future; its owner is the task from now on
     * @param <T> the type of the value
     * @return the result; cancelling it reaches the future
     * @throws IllegalStateException if the calling thread is no carrier
     * @throws RejectedExecutionException if the context is ending
     */
    public static <T extends @Nullable Object> TaskFuture<T> spawnHere(
            PollFuture<? extends T> future) {
        requireNonNull(future, "future");
        Carrier carrier = LoopThread.current();
        if (carrier == null) {
            throw new IllegalStateException(
                    "spawnHere was called on "
                            + Thread.currentThread()
                            + ", which is no carrier. Call it inside a poll, or spawn on an"
                            + " executor.");
        }
        BridgeExecutor executor = carrier.executor();
        if (executor != null) {
            executor.requireOpen("spawnHere");
        } else if (carrier.isCancelling()) {
            throw new RejectedExecutionException(
                    "spawnHere was called in " + carrier + ", whose future is done.");
        }
        return start(future, carrier);
    }

    /**
     * Runs the action on a carrier, like a task that is ready at its first poll. It must not block.
     * From any thread.
     *
     * @param action the action; what it throws goes to the uncaught handler
     * @throws RejectedExecutionException if this executor is not open
     */
    @Override
    public void execute(Runnable action) {
        requireNonNull(action, "action");
        requireOpen("execute");
        pick().enqueue(new RunnableNode(action));
    }

    private static <T extends @Nullable Object> TaskFuture<T> start(
            PollFuture<? extends T> future, Carrier carrier) {
        PollTask<T> task = new PollTask<>(future, carrier);
        TaskResult<T> result = task.result();
        carrier.enqueue(task);
        return result;
    }

    private Carrier pick() {
        Carrier current = LoopThread.current();
        if (current != null && current.executor() == this) {
            return current;
        }
        int count = group.size();
        int next = count == 1 ? 0 : Math.floorMod((int) TURN.getAndAdd(this, 1), count);
        return group.carrier(next);
    }

    private void requireOpen(String operation) {
        if (!group.isOpen()) {
            throw new RejectedExecutionException(
                    operation
                            + " was called on "
                            + this
                            + "; only an open executor takes new work.");
        }
    }

    /**
     * Ends this executor when its tasks are done, like {@link
     * java.util.concurrent.ExecutorService#close}.
     *
     * <p>Waits for all tasks. An interrupt of the waiting thread cancels them; the wait goes on
     * until they are gone, and the interrupt flag is set again. Idempotent. On a loop thread it
     * begins to close and returns. A task that close cancels ends with {@link
     * BridgeClosedException}.
     */
    @Override
    public void close() {
        if (group.drain() && !LoopThread.isCurrent()) {
            group.awaitEnd(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    /**
     * Ends this executor: waits at most the given time for its tasks, then cancels those that are
     * left.
     *
     * <p>If a carrier does not come back from a poll even then, which breaks rule F1, this is
     * reported to the uncaught handler after as much time again (a second at least), and the call
     * returns. Otherwise as {@link #close()}; on a loop thread it begins to close and returns, and
     * the tasks are cancelled when the time is over.
     *
     * @param grace how long tasks may run on; zero or negative: not at all
     */
    public void close(Duration grace) {
        requireNonNull(grace, "grace");
        long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(grace)); // saturates
        if (!group.drain()) {
            return;
        }
        if (LoopThread.isCurrent()) {
            group.cancelAfter(nanos);
        } else {
            group.awaitEnd(nanos, Math.max(nanos, LEAST_PATIENCE));
        }
    }

    /**
     * Whether close has come to its end: no task is left and no carrier runs.
     *
     * @return true once closed
     */
    public boolean isClosed() {
        return group.isClosed();
    }

    /**
     * What the carriers have done, together.
     *
     * @return the sum over all carriers
     */
    public CarrierCounters counters() {
        return carrierCounters().stream().reduce(CarrierCounters.NONE, CarrierCounters::plus);
    }

    /**
     * What each carrier has done.
     *
     * @return one snapshot for each carrier
     */
    public List<CarrierCounters> carrierCounters() {
        return IntStream.range(0, group.size()).mapToObj(i -> group.carrier(i).counters()).toList();
    }

    @Override
    public String toString() {
        return "BridgeExecutor[" + group + "]";
    }

    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(BridgeExecutor.class, "turn", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
