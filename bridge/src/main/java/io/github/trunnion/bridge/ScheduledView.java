package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A scheduled executor service on the timers and virtual threads of an executor. */
final class ScheduledView extends AbstractExecutorService implements ScheduledExecutorService {
    /*
     * Overview
     *
     * A view owns no thread and no queue: a state, and a count of its tasks that are not over. The
     * tasks are in the set of the executor. All timers of a view are on one carrier, so tasks that
     * are due at the same time are started in the order of their submission; the runs take turns
     * on the carriers.
     *
     * A race between schedule and shutdown (is safely handled). Who schedules counts the task and
     * then reads the state; who shuts down writes the state and then reads the count. Either who
     * schedules finds the view shut down, and counts back; or the view finds a task and does not
     * terminate until that is over. The one who finds both, no task and shut down, terminates.
     *
     * Possible state transitions:
     *   OPEN     -> SHUTDOWN    shutdown: delayed tasks run on, periodic ones are cancelled
     *   OPEN     -> STOP        shutdownNow: nothing begins any more, runs are interrupted
     *   SHUTDOWN -> STOP        the same
     */
    private static final int OPEN = 0;
    private static final int SHUTDOWN = 1;
    private static final int STOP = 2;

    private final BridgeExecutor executor;
    private final CarrierGroup group;
    private final Carrier carrier;
    private final CountDownLatch terminated = new CountDownLatch(1);

    /** Set by compareAndSet. */
    private volatile int state = OPEN;

    /** Tasks that are not over; getAndAdd. */
    private volatile int count;

    ScheduledView(BridgeExecutor executor, CarrierGroup group, Carrier carrier) {
        this.executor = executor;
        this.group = group;
        this.carrier = carrier;
    }

    // What its tasks ask

    ScheduledTasks tasks() {
        return group.scheduled();
    }

    Carrier carrier() {
        return carrier;
    }

    long nanoTime() {
        return carrier.nanoTime();
    }

    Thread newThread(Runnable run) {
        return executor.newRunThread(run);
    }

    /** What is being closed under this view, or null. */
    @Nullable String closing() {
        return group.isOpen() ? null : group.description();
    }

    boolean mayRun(boolean periodic) {
        int now = state; // volatile read
        return now == OPEN || (now == SHUTDOWN && !periodic);
    }

    /** A task is over. */
    void left() {
        if ((int) COUNT.getAndAdd(this, -1) == 1 && state != OPEN) { // volatile: the last one
            terminated.countDown();
        }
    }

    // Scheduling

    @Override
    public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
        requireNonNull(action, "action");
        return once(Executors.callable(action), delay, unit, "schedule");
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> action, long delay, TimeUnit unit) {
        requireNonNull(action, "action");
        return once(action, delay, unit, "schedule");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable action, long initialDelay, long period, TimeUnit unit) {
        return periodic(action, initialDelay, period, unit, 1, "scheduleAtFixedRate");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable action, long initialDelay, long delay, TimeUnit unit) {
        return periodic(action, initialDelay, delay, unit, -1, "scheduleWithFixedDelay");
    }

    private <V extends @Nullable Object> ScheduledTask<V> once(
            Callable<V> action, long delay, TimeUnit unit, String operation) {
        long nanos = Math.max(0, requireNonNull(unit, "unit").toNanos(delay)); // saturates
        requireOpen(operation);
        ScheduledTask<V> task = new ScheduledTask<>(this, action, nanoTime() + nanos, 0);
        submit(task, nanos == 0, operation);
        return task;
    }

    private ScheduledFuture<?> periodic(
            Runnable action,
            long initialDelay,
            long period,
            TimeUnit unit,
            int sign,
            String operation) {
        requireNonNull(action, "action");
        requireNonNull(unit, "unit");
        if (period <= 0) {
            throw new IllegalArgumentException("The period must be positive: " + period);
        }
        long nanos = Math.max(0, unit.toNanos(initialDelay)); // saturates
        requireOpen(operation);
        ScheduledTask<?> task =
                new ScheduledTask<>(
                        this,
                        Executors.callable(action),
                        nanoTime() + nanos,
                        sign * unit.toNanos(period));
        submit(task, nanos == 0, operation);
        return task;
    }

    void submitNow(ScheduledTask<?> task, String operation) {
        submit(task, true, operation);
    }

    private void submit(ScheduledTask<?> task, boolean now, String operation) {
        COUNT.getAndAdd(this, 1); // volatile: before the state is read
        try {
            requireOpen(operation);
            tasks().add(task);
        } catch (Throwable refused) {
            left();
            throw refused;
        }
        task.begin(now);
    }

    private void requireOpen(String operation) {
        if (state != OPEN || !group.isOpen()) { // volatile reads
            throw new RejectedExecutionException(
                    operation
                            + " was called on "
                            + this
                            + "; only an open executor takes new work.");
        }
    }

    // ExecutorService

    @Override
    public void execute(Runnable action) {
        requireNonNull(action, "action");
        if (action instanceof ScheduledTask<?> task && task.isOf(this) && task.isNew()) {
            submitNow(task, "execute");
        } else {
            Future<?> unused = schedule(action, 0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Future<?> submit(Runnable action) {
        return schedule(action, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable action, T result) {
        return schedule(Executors.callable(action, result), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> action) {
        return schedule(action, 0, TimeUnit.NANOSECONDS);
    }

    /** For invokeAll; execute knows them again. */
    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> action) {
        return new ScheduledTask<>(this, action, nanoTime(), 0);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> actions) throws InterruptedException {
        LoopThread.requireBlockingAllowed("invokeAll");
        return super.invokeAll(actions);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> actions, long timeout, TimeUnit unit)
            throws InterruptedException {
        LoopThread.requireBlockingAllowed("invokeAll");
        return super.invokeAll(actions, timeout, unit);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> actions)
            throws InterruptedException, ExecutionException {
        LoopThread.requireBlockingAllowed("invokeAny");
        try {
            return new FirstValue<T>(this).of(actions, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError(e); // there is no limit
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> actions, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        LoopThread.requireBlockingAllowed("invokeAny");
        long nanos = Math.min(unit.toNanos(timeout), Long.MAX_VALUE - 1);
        return new FirstValue<T>(this).of(actions, nanos);
    }

    // The end

    @Override
    public void shutdown() {
        enter(SHUTDOWN);
        for (ScheduledTask<?> task : tasks().all()) {
            if (task.isOf(this) && task.isPeriodic()) {
                task.cancelWaiting();
            }
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        enter(STOP);
        List<Runnable> notBegun = new ArrayList<>();
        for (ScheduledTask<?> task : tasks().all()) {
            if (!task.isOf(this)) {
                continue;
            }
            if (!task.leave()) {
                task.interruptRun();
            } else if (!task.isDone()) {
                notBegun.add(task);
            }
        }
        return notBegun;
    }

    private void enter(int later) {
        int before = state;
        while (before < later && !STATE.compareAndSet(this, before, later)) { // volatile
            before = state;
        }
        if (count == 0) { // volatile read, after the state was written
            terminated.countDown();
        }
    }

    @Override
    public boolean isShutdown() {
        return state != OPEN; // volatile read
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        requireNonNull(unit, "unit");
        if (!isTerminated()) {
            LoopThread.requireBlockingAllowed("awaitTermination");
        }
        return terminated.await(timeout, unit);
    }

    @Override
    public String toString() {
        return "ScheduledExecutorService["
                + executor
                + ", "
                + (isTerminated() ? "terminated" : isShutdown() ? "shut down" : "open")
                + "]";
    }

    private static final VarHandle STATE;
    private static final VarHandle COUNT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(ScheduledView.class, "state", int.class);
            COUNT = lookup.findVarHandle(ScheduledView.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
