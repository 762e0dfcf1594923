package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An action that is to run later, once or again and again, and its result. */
class ScheduledTask<V extends @Nullable Object> extends FutureTask<V>
        implements RunnableScheduledFuture<V> {
    /*
     * Overview
     *
     * The result, its waiters and the interrupt of a run that is cancelled are those of FutureTask,
     * as in the JDK's own ScheduledThreadPoolExecutor. What is added is when and where: the alarm
     * waits on a carrier, each run is a virtual thread, and the phase says who may begin one.
     *
     * Possible state transitions of the phase:
     *   NEW     -> WAITING    it was added to the executor's set
     *   WAITING -> RUNNING    a run begins
     *   RUNNING -> WAITING    a periodic one has ended and another is to follow
     *   RUNNING -> OVER       the last run has ended
     *   WAITING -> OVER       cancelled, taken by shutdownNow, or ended by close
     * The one who enters OVER takes the task out of the executor's set and of its view's count: the
     * view terminates when no task is left, and one that is cancelled but still runs is left.
     *
     * A race between cancel and the end of a periodic run (is safely handled). Who cancels sets the
     * result and then tries WAITING -> OVER; that fails if the run has not ended. Who runs goes back
     * to WAITING and then looks at the result, and tries the same. One of them is second, and finds
     * what the other has done. The same goes for shutdown and close, with the state of the view and
     * the phase of the executor in place of the result.
     */
    private static final int NEW = 0;
    private static final int WAITING = 1;
    private static final int RUNNING = 2;
    private static final int OVER = 3;

    /** The order of submission. */
    final long number;

    private final ScheduledView view;
    private final Alarm alarm;

    /** Nanoseconds between two runs: positive from start to start, negative from end to start. */
    private final long period;

    /** When the next run is due; written by who schedules and by runs. */
    private volatile long time;

    /** Written by read-modify-writes only. */
    private volatile int phase = NEW;

    /** Who runs it now; interrupted by shutdownNow, an interrupt too late hits a dead thread. */
    private volatile @Nullable Thread runner;

    /** What was closed, if that is why it is cancelled; written before the result is set. */
    private @Nullable String closed;

    ScheduledTask(ScheduledView view, Callable<V> action, long time, long period) {
        super(action);
        this.view = view;
        this.number = view.tasks().nextNumber();
        this.alarm = new Alarm(this, view.carrier());
        this.time = time;
        this.period = period;
    }

    // Its start

    /** Has it run at its time; called once, after it was added to the executor's set. */
    void begin(boolean now) {
        PHASE.getAndSet(this, WAITING); // volatile: before its end is looked for
        if (endIfUnwanted()) {
            return;
        }
        if (now) {
            alarm.fireNow();
        } else {
            alarm.set();
        }
    }

    /** Ends it if it may not run any more. */
    private boolean endIfUnwanted() {
        String closing = view.closing(); // volatile read: after it was added, or went to WAITING
        if (closing != null) {
            closeBy(closing, false);
        } else if (!view.mayRun(isPeriodic())) { // volatile read
            cancelWaiting();
        } else if (isDone()) { // volatile read
            leave();
        } else {
            return false;
        }
        return true;
    }

    /** When the next run is due, by the clock of the carrier. */
    long time() {
        return time; // volatile read
    }

    long nanosLeft() {
        return time - view.nanoTime(); // volatile read
    }

    /** Starts the thread of a run; neither on a carrier nor in a poll. */
    void startRun() {
        if (phase == WAITING) { // volatile read; a hint
            view.newThread(this::runIfWaiting).start();
        }
    }

    void startFailed(Throwable thrown) {
        setException(thrown);
        leave();
    }

    // Its runs

    /**
     * Runs it by hand. What shutdownNow has taken is cancelled by this, as in the JDK. A new one is
     * what newTaskFor gave to an ExecutorCompletionService, which submits it inside another task.
     */
    @Override
    public void run() {
        if (runIfWaiting()) {
            return;
        }
        int now = phase; // volatile read
        if (now == NEW) {
            super.run();
        } else if (now == OVER) {
            super.cancel(false);
        }
    }

    /** Runs it once, if it waits; the body of the threads that {@link #startRun} makes. */
    private boolean runIfWaiting() {
        if (!PHASE.compareAndSet(this, WAITING, RUNNING)) { // volatile: one run at a time
            return false;
        }
        runner = Thread.currentThread();
        boolean again = false;
        try {
            again = runOnce();
        } finally {
            runner = null;
            if (!again) {
                finish();
            }
        }
        if (again) {
            waitAgain();
        }
        return true;
    }

    private boolean runOnce() {
        String closing = view.closing();
        if (closing != null) {
            cancelBy(closing, false);
            return false;
        }
        if (!view.mayRun(isPeriodic())) {
            super.cancel(false);
            return false;
        }
        if (!isPeriodic()) {
            super.run();
            return false;
        }
        return runAndReset();
    }

    private void waitAgain() {
        time = period > 0 ? time + period : view.nanoTime() - period;
        PHASE.getAndSet(this, WAITING); // volatile: before its end is looked for
        if (!endIfUnwanted()) {
            alarm.set();
        }
    }

    // Its end

    /** Takes it away before it has begun; false if it has begun or is over. */
    boolean leave() {
        boolean leaves = claimEnd();
        if (leaves) {
            left();
        }
        return leaves;
    }

    private boolean claimEnd() {
        return PHASE.compareAndSet(this, WAITING, OVER); // volatile: one leaves
    }

    private void finish() {
        PHASE.getAndSet(this, OVER); // volatile
        left();
    }

    private void left() {
        alarm.callOff();
        view.tasks().remove(this);
        view.left();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            leave(); // else the run that is under way finds the result set
        }
        return cancelled;
    }

    /** Cancels it if it waits; one that runs is cancelled after its run. */
    void cancelWaiting() {
        if (claimEnd()) {
            super.cancel(false);
            left();
        }
    }

    /** Ends it because the executor closes. */
    void closeBy(String name, boolean runToo) {
        if (claimEnd()) {
            cancelBy(name, false);
            left(); // last, for then the view may terminate
        } else if (runToo && phase == RUNNING) { // volatile read
            cancelBy(name, true);
        }
    }

    private void cancelBy(String name, boolean interrupt) {
        if (!isDone()) {
            closed = name;
            super.cancel(interrupt); // volatile: publishes the name
        }
    }

    /** Interrupts the run that is under way, if any. */
    void interruptRun() {
        Thread running = runner; // volatile read
        if (running != null) {
            running.interrupt();
        }
    }

    /** Whether it was never submitted. */
    boolean isNew() {
        return phase == NEW; // volatile read
    }

    boolean isOf(ScheduledView other) {
        return view == other;
    }

    // ScheduledFuture

    @Override
    public boolean isPeriodic() {
        return period != 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /** By what is left until the next run, equal ones by their order of submission. */
    @Override
    public int compareTo(Delayed other) {
        if (other == this) {
            return 0;
        }
        if (other instanceof ScheduledTask<?> task && task.view == view) {
            long now = view.nanoTime(); // one for both: what is left is comparable, times are not
            int byTime = Long.compare(time - now, task.time - now);
            return byTime != 0 ? byTime : Long.compare(number, task.number);
        }
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        requireBlockingAllowed();
        try {
            return super.get();
        } catch (CancellationException cancelled) {
            throw explained(cancelled);
        }
    }

    @Override
    public V get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireNonNull(unit, "unit");
        requireBlockingAllowed();
        try {
            return super.get(timeout, unit);
        } catch (CancellationException cancelled) {
            throw explained(cancelled);
        }
    }

    private void requireBlockingAllowed() {
        if (!isDone()) {
            LoopThread.requireBlockingAllowed("ScheduledFuture.get");
        }
    }

    private CancellationException explained(CancellationException cancelled) {
        String name = closed; // plain: written before the result that was read
        return name == null
                ? cancelled
                : new BridgeClosedException(
                        "The task was cancelled because " + name + " was closed.");
    }

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(ScheduledTask.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
