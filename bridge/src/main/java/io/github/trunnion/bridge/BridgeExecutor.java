package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

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
    /*
     * Overview
     *
     * The executor is a phase and its carriers; everything else is theirs. A carrier reads the phase
     * between batches and is signalled when it changes, so it ends by itself: once draining, as soon
     * as it has neither tasks nor queued work. A spawn that saw OPEN may push after that; then it
     * finds the mailbox closed, and the task is cancelled by its own submitter.
     *
     * Possible phase transitions:
     *   OPEN       -> DRAINING     close: nothing new is accepted, tasks run on
     *   OPEN       -> CANCELLING   a carrier is broken, by a clock that throws for instance
     *   DRAINING   -> CANCELLING   the grace is over or the closer was interrupted
     *   DRAINING   -> CLOSED       each carrier has ended
     *   CANCELLING -> CLOSED       each carrier has ended
     */
    private static final int OPEN = 0;
    private static final int DRAINING = 1;
    private static final int CANCELLING = 2;
    private static final int CLOSED = 3;
    private static final List<String> PHASES = List.of("open", "draining", "cancelling", "closed");

    static final boolean DIAGNOSTICS = Boolean.getBoolean("trunnion.diagnostics");

    /** How long a close with a time-out waits for carriers that have been told to cancel. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final boolean closeable;
    private final Thread.UncaughtExceptionHandler uncaughtHandler;
    private final List<CarrierThread> carriers = new ArrayList<>();

    /** Set by compareAndSet; volatile, so a carrier that was signalled sees the new phase. */
    private volatile int phase = OPEN;

    /** Round robin of spawns from outside; getAndAdd. */
    private volatile int turn;

    /** Carriers that have not ended; getAndAdd. */
    private volatile int running;

    BridgeExecutor(BridgeBuilder builder, boolean closeable) {
        this.name = builder.executorName();
        this.closeable = closeable;
        this.uncaughtHandler = builder.uncaughtHandler;
        this.running = builder.carriers;
        try {
            for (int i = 0; i < builder.carriers; i++) {
                carriers.add(new CarrierThread(builder, name + "-" + i));
            }
            carriers.forEach(c -> c.thread.start());
        } catch (Throwable refused) {
            begin(CANCELLING); // those that run already end
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
                new BridgeExecutor(builder().name("trunnion-shared").daemon(true), false);
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
        int count = carriers.size();
        int next = count == 1 ? 0 : Math.floorMod((int) TURN.getAndAdd(this, 1), count);
        return carriers.get(next).carrier;
    }

    private void requireOpen(String operation) {
        if (phase != OPEN) { // volatile read
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
        if (!begin(DRAINING) || LoopThread.isCurrent()) {
            return;
        }
        awaitEnd(Long.MAX_VALUE, Long.MAX_VALUE);
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
        long nanos = Math.max(0, nanos(requireNonNull(grace, "grace")));
        if (!begin(DRAINING)) {
            return;
        }
        if (LoopThread.isCurrent()) {
            cancelAfter(nanos);
            return;
        }
        awaitEnd(nanos, Math.max(nanos, nanos(LEAST_PATIENCE)));
    }

    /**
     * Whether close has come to its end: no task is left and no carrier runs.
     *
     * @return true once closed
     */
    public boolean isClosed() {
        return phase == CLOSED;
    }

    /** Waits for the grace, or an interrupt; then cancels and waits for as long as patience. */
    private void awaitEnd(long grace, long patience) {
        boolean interrupted = false;
        try {
            if (join(grace)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        begin(CANCELLING);
        long start = System.nanoTime();
        boolean ended = false;
        while (!ended) {
            try {
                ended = join(patience - (System.nanoTime() - start));
                if (!ended) {
                    reportStuck();
                    ended = true;
                }
            } catch (InterruptedException e) {
                interrupted = true; // tasks are being cancelled already
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the carriers; false if the time is over. */
    private boolean join(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        for (CarrierThread carrier : carriers) {
            long left = nanos - (System.nanoTime() - start);
            if (!carrier.thread.join(Duration.ofNanos(Math.max(0, left)))) {
                return false;
            }
        }
        return true;
    }

    private void cancelAfter(long nanos) {
        carriers.forEach(c -> c.carrier.enqueue(new CancelTimer(nanos)));
    }

    /** Arms a timer on a carrier that cancels what is left; a carrier that has ended needs none. */
    private final class CancelTimer extends Node {
        private final long nanos;

        CancelTimer(long nanos) {
            this.nanos = nanos;
        }

        @Override
        void run(Carrier carrier) {
            carrier.wakeAfter(nanos, () -> begin(CANCELLING));
        }

        @Override
        void abandon() {}
    }

    /**
     * Moves to a later phase.
     *
     * @return false if this executor is never closed
     */
    private boolean begin(int later) {
        if (!closeable) {
            return false;
        }
        int before = phase;
        while (before < later && !PHASE.compareAndSet(this, before, later)) { // volatile
            before = phase;
        }
        if (before < later) {
            carriers.forEach(c -> c.carrier.signal());
        }
        return true;
    }

    private void reportStuck() {
        for (CarrierThread carrier : carriers) {
            if (carrier.thread.isAlive()) {
                IllegalStateException stuck =
                        new IllegalStateException(
                                this
                                        + " does not end: "
                                        + carrier.thread
                                        + " does not come back from what it runs, whose stack this"
                                        + " is.");
                stuck.setStackTrace(carrier.thread.getStackTrace());
                carrier.report(stuck);
            }
        }
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration); // saturates
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
        return carriers.stream().map(c -> c.carrier.counters()).toList();
    }

    @Override
    public String toString() {
        return "BridgeExecutor[" + name + ", " + PHASES.get(phase) + "]";
    }

    /** A carrier with the thread that runs its loop. */
    private final class CarrierThread implements Carrier.Owner, Runnable {
        final Thread thread;
        final Carrier carrier;

        CarrierThread(BridgeBuilder builder, String threadName) {
            thread = builder.newThread(this, threadName);
            carrier = new Carrier(this, thread, builder.clock, builder.diagnostics);
            thread.setUncaughtExceptionHandler((t, thrown) -> carrier.report(thrown));
        }

        @Override
        public void run() {
            try {
                carrier.loop();
            } finally {
                if (phase == OPEN) {
                    begin(CANCELLING); // this one is broken; the others do not go on without it
                }
                if ((int) RUNNING.getAndAdd(BridgeExecutor.this, -1) == 1) { // volatile: the last
                    phase = CLOSED;
                }
            }
        }

        @Override
        public boolean isEnding() {
            return phase != OPEN; // volatile read
        }

        @Override
        public boolean isCancelling() {
            return phase == CANCELLING; // volatile read
        }

        @Override
        public void interrupted(Thread interrupted) {
            Thread.interrupted(); // an interrupt of a carrier is no signal to anybody
        }

        @Override
        public String description() {
            return "carrier " + thread.getName() + " of executor " + name;
        }

        @Override
        public void report(Throwable thrown) {
            uncaughtHandler.uncaughtException(thread, thrown);
        }

        @Override
        public BridgeExecutor executor() {
            return BridgeExecutor.this;
        }
    }

    private static final VarHandle PHASE;
    private static final VarHandle TURN;
    private static final VarHandle RUNNING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(BridgeExecutor.class, "phase", int.class);
            TURN = lookup.findVarHandle(BridgeExecutor.class, "turn", int.class);
            RUNNING = lookup.findVarHandle(BridgeExecutor.class, "running", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
