package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
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
 * <p>It has virtual threads as well: {@link #threadFactory} and {@link #newThread} make them. Where
 * they run is its {@link #mode}.
 *
 * <p>{@link #spawn}, {@link #execute} and {@link #newThread} throw {@link
 * RejectedExecutionException} once close was called (E6).
 */
public final class BridgeExecutor implements Executor, AutoCloseable {
    static final boolean DIAGNOSTICS = Boolean.getBoolean("trunnion.diagnostics");

    /** How many nanoseconds a close with a grace waits at least for tasks to be cancelled. */
    private static final long LEAST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** How many nanoseconds a dump waits for the carriers. */
    private static final long DUMP_LIMIT = TimeUnit.SECONDS.toNanos(1);

    private final CarrierGroup group;
    private final List<BridgeCarrier> carriers;
    private final Placement placement;
    private final Awaiting awaiting;

    BridgeExecutor(BridgeBuilder builder, boolean closeable) {
        if (builder.registerMBean) {
            Management.require();
        }
        group = new CarrierGroup(this, builder, closeable);
        carriers = BridgeCarrier.of(this, group);
        placement = new Placement(this, group);
        awaiting = new Awaiting(this, group, placement);
        if (builder.registerMBean) {
            group.atEnd(registered());
        }
    }

    private Runnable registered() {
        try {
            return Management.register(this, group.name());
        } catch (Throwable refused) {
            close(Duration.ZERO);
            throw refused;
        }
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
     * The executor of the carrier that the caller runs on, or that made the virtual thread which
     * the caller is.
     *
     * @return the executor, or null elsewhere
     */
    public static @Nullable BridgeExecutor current() {
        Carrier carrier = LoopThread.home();
        return carrier == null ? null : carrier.executor();
    }

    /**
     * The executor of the process: one daemon carrier, made at first use. Closing it has no effect.
     *
     * @return the executor
     */
    public static BridgeExecutor shared() {
        return SharedExecutor.INSTANCE;
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
        return placement.start(future);
    }

    /**
     * Starts a task in the execution context of the calling thread: on the carrier that runs it, on
     * that of the virtual thread, or on the thread that is inside {@link BlockOn#run}.
     *
     * @param future the future; its owner is the task from now on
     * @param <T> the type of the value
     * @return the result; cancelling it reaches the future
     * @throws IllegalStateException if the calling thread belongs to no carrier
     * @throws RejectedExecutionException if the context is ending
     */
    public static <T extends @Nullable Object> TaskFuture<T> spawnHere(
            PollFuture<? extends T> future) {
        requireNonNull(future, "future");
        Carrier carrier = LoopThread.home();
        if (carrier == null) {
            throw new IllegalStateException(
                    "spawnHere was called on "
                            + Thread.currentThread()
                            + ", which belongs to no carrier. Call it inside a poll, or spawn on"
                            + " an executor.");
        }
        BridgeExecutor executor = carrier.executor();
        if (executor != null) {
            executor.requireOpen("spawnHere");
        } else if (carrier.isCancelling()) {
            throw new RejectedExecutionException(
                    "spawnHere was called in " + carrier + ", whose future is done.");
        }
        return PollTask.start(future, carrier);
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
        placement.place(new RunnableNode(action));
    }

    /**
     * Runs the future on this executor and waits for its result, as {@code spawn(future).get()}
     * does; an interrupt also cancels the future.
     *
     * <p>A virtual thread of this executor in {@link BridgeMode#CARRIER} polls the future itself,
     * on its carrier, and is resumed there without a hop. It may do so until the tasks of this
     * executor are cancelled.
     *
     * @param future the future; its owner is this call from now on
     * @param <T> the type of the value
     * @return its value, which may be null
     * @throws InterruptedException if the thread is interrupted while the future is pending; the
     *     future is cancelled. If the future is done all the same its result counts, and the
     *     interrupt flag stays set.
     * @throws ExecutionException if the future failed; the cause is what it threw
     * @throws BridgeClosedException if this executor is closed, or is being closed and cancels the
     *     future
     * @throws BlockingNotAllowedException on a loop thread (E7)
     */
    public <T extends @Nullable Object> T await(PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        requireNonNull(future, "future");
        return awaiting.<T>await(future);
    }

    /**
     * Whether {@link #await} on the calling thread polls the future itself; for adapters.
     *
     * @return true on a virtual thread that {@link #newThread} has made, while it runs on a carrier
     *     of this executor
     */
    public boolean awaitsInPlace() {
        return awaiting.isInPlace();
    }

    /**
     * Where the virtual threads of this executor run.
     *
     * @return the mode, which never changes
     */
    public BridgeMode mode() {
        return group.mode();
    }

    /**
     * A factory of virtual threads of this executor; each is made as by {@link #newThread}, with
     * the name of this executor and a number.
     *
     * @return a factory, for any thread
     */
    public ThreadFactory threadFactory() {
        return task -> newThread(group.nextThreadName(), task);
    }

    /**
     * Makes a virtual thread of this executor, not started yet.
     *
     * <p>It stays on one carrier: that of the calling thread if it belongs to this executor, else
     * the carriers take turns. In {@link BridgeMode#CARRIER} code that blocks without parking stops
     * the carrier and everything else on it: file I/O, native calls, busy loops. In {@link
     * BridgeMode#HOSTED} the thread runs on the JDK's scheduler and awaits on that carrier.
     *
     * <p>{@link #close()} waits for threads that have been started (in hosted mode: that have begun
     * to run). What the task throws goes to the uncaught handler of this executor. A virtual thread
     * that such a thread makes by other means, on the carrier, runs on the carrier too; it is not
     * waited for.
     *
     * @param name its name, or null
     * @param task what it runs
     * @return a thread to be started
     * @throws RejectedExecutionException if this executor is not open
     */
    public Thread newThread(@Nullable String name, Runnable task) {
        requireNonNull(task, "task");
        requireOpen("newThread");
        return group.newThread(placement.nextCarrier(), name, task);
    }

    /**
     * An executor service that runs each task on a virtual thread of this executor: the JDK's
     * {@link Executors#newThreadPerTaskExecutor}. Closing it waits for its own tasks and leaves
     * this executor open.
     *
     * @return a new executor service
     */
    public ExecutorService asExecutorService() {
        return Executors.newThreadPerTaskExecutor(threadFactory());
    }

    /**
     * A scheduled executor service on the timers of a carrier: that of the calling thread if it
     * belongs to this executor, else the carriers take turns. Each run of an action is on a virtual
     * thread of this executor, so it may block.
     *
     * <p>It does what {@link java.util.concurrent.ScheduledThreadPoolExecutor} does with its
     * default policies and no limit to its threads; what is cancelled is removed at once. Closing
     * it waits for its tasks and leaves this executor open. Closing this executor waits for the
     * runs that have begun, unless it cancels them; what has not begun ends with {@link
     * BridgeClosedException}, periodic tasks after their run.
     *
     * @return a new scheduled executor service
     */
    public ScheduledExecutorService asScheduledExecutorService() {
        return new ScheduledView(this, group, placement.nextCarrier());
    }

    /** Makes the thread of a run, also when this executor is not open any more. */
    Thread newRunThread(Runnable run) {
        return group.newThread(group.carrier(placement.nextTurn()), group.nextThreadName(), run);
    }

    void requireOpen(String operation) {
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
     * <p>Waits for all tasks and for its virtual threads, which may go on to await meanwhile. An
     * interrupt of the waiting thread cancels the tasks and those awaits; the wait goes on until
     * they are gone, and the interrupt flag is set again. A wait of more than ten seconds is logged
     * once as a warning that says what is left. Idempotent. On a loop thread and on a virtual
     * thread of this executor it begins to close and returns. What close cancels ends with {@link
     * BridgeClosedException}. Virtual threads that are left then run on without a carrier, in
     * {@link BridgeMode#CARRIER} on platform threads of the library.
     */
    @Override
    public void close() {
        if (group.drain() && !isOwnThread()) {
            group.awaitEnd(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    /**
     * Ends this executor: waits at most the given time for its tasks, then cancels those that are
     * left.
     *
     * <p>If a carrier does not come back from a poll even then, which breaks rule F1, this is
     * reported to the uncaught handler after as much time again (a second at least), and the call
     * returns. Otherwise as {@link #close()}; on a loop thread and on a virtual thread of this
     * executor it begins to close and returns, and the tasks are cancelled when the time is over.
     *
     * @param grace how long tasks may run on; zero or negative: not at all
     */
    public void close(Duration grace) {
        requireNonNull(grace, "grace");
        long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(grace)); // saturates
        if (!group.drain()) {
            return;
        }
        if (isOwnThread()) {
            group.cancelAfter(nanos);
        } else {
            group.awaitEnd(nanos, Math.max(nanos, LEAST_PATIENCE));
        }
    }

    /** Whether waiting for the carriers on this thread would be waiting for itself. */
    private boolean isOwnThread() {
        return LoopThread.isCurrent() || current() == this;
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
     * The carriers; they stay the same, also when this executor is closed.
     *
     * @return each carrier once
     */
    public List<BridgeCarrier> carriers() {
        return carriers;
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

    /**
     * Describes what the carriers do and have: for each one its state, counters and reactor, what
     * is queued, and its live tasks and awaits with the futures that they wait for, and with {@link
     * BridgeBuilder#diagnostics} who woke them last. Of virtual threads that wait for anything else
     * it tells the number. For people; the form may change.
     *
     * <p>From any thread. Each carrier tells this itself, between two tasks. A carrier that has not
     * done so after a second, because something on it blocks, is described by what other threads
     * can see: what it runs and the stack of that. On a loop thread the other carriers are seen
     * from outside only.
     *
     * @return some lines of text
     */
    public String dump() {
        return dump(DUMP_LIMIT);
    }

    String dump(long nanos) {
        String header =
                this + ", virtual threads run as " + mode() + ", started: " + group.threads();
        return ExecutorDump.of(group, header, nanos);
    }

    /** Whether all carriers sleep; for tests. */
    boolean isAsleep() {
        return IntStream.range(0, group.size()).allMatch(i -> group.carrier(i).isParked());
    }

    @Override
    public String toString() {
        return "BridgeExecutor[" + group + "]";
    }
}
