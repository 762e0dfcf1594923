package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The result of a spawned task. */
final class TaskResult<T extends @Nullable Object> extends Waiters implements TaskFuture<T> {
    /*
     * Overview
     *
     * One outcome word, set once by CAS: a value or an Ending. Threads wait on the word
     * itself and are unparked by whoever sets it, without a hop. The stage methods need a
     * CompletableFuture; it is made when first asked for and completed off the carrier.
     *
     * Cancelling sets the word at once and then sends the carrier to the task: it finds the word set
     * and calls the future's cancel in place of polling it. A poll that is under way at that moment ends
     * by itself; a value that it returns finds the word taken and is discarded.
     *
     * Most tasks are never asked for a view, or for their end. What is needed for those is made when
     * they are, and takes the place of the link to the task.
     *
     * Possible state transitions of the outcome:
     *   null -> value       the task's future was ready; NULL stands for null
     *   null -> a failure   it threw
     *   null -> a cancel    cancel, close of the executor, or somebody completed the view
     *
     * Possible transitions of the link, all by CAS:
     *   PollTask -> TaskExtras   somebody asks for the view or the end; the task moves into the extras
     *   PollTask -> ENDED    the task has ended
     *   ENDED    -> TaskExtras   somebody asks later; the extras are made as terminated
     * Of the end and an ask at a time one CAS fails, and whose it is sees what the other has made: the
     * task ends in the extras, or the extras are made as terminated.
     */
    private static final Object ENDED = new Object();

    /** An outcome that is no value as it is; one class, so that a value is told by one look. */
    private static final class Ending {
        final State state;

        /** Of a failure. */
        final @Nullable Throwable cause;

        /** Of a cancel: what was closed, or null if it was a caller's. */
        final @Nullable String closed;

        private Ending(State state, @Nullable Throwable cause, @Nullable String closed) {
            this.state = state;
            this.cause = cause;
            this.closed = closed;
        }

        static Ending failure(Throwable cause) {
            return new Ending(State.FAILED, cause, null);
        }

        static Ending cancelled(@Nullable String closed) {
            return new Ending(State.CANCELLED, null, closed);
        }

        CancellationException cancellation() {
            return closed == null
                    ? new CancellationException("The task was cancelled.")
                    : new BridgeClosedException(
                            "The task was cancelled because " + closed + " was closed.");
        }
    }

    private static final Ending NULL = new Ending(State.SUCCESS, null, null);
    private static final Ending BY_CALLER = Ending.cancelled(null);

    /** By who completed the view. */
    private static final Ending RELEASED = Ending.cancelled(null);

    /** For a failure that there is no memory left to describe. */
    private static final Ending OUT_OF_MEMORY =
            Ending.failure(new OutOfMemoryError("while the failure of a task was recorded"));

    /** Set once, by CAS; volatile, so everything before completion is seen after it. */
    private volatile @Nullable Object outcome;

    /** The running task, TaskExtras or ENDED; written plainly by the constructor, then by CAS. */
    private @Nullable Object link;

    TaskResult(PollTask<T> task) {
        link = task;
        VarHandle.storeStoreFence(); // however the result is handed on
    }

    private @Nullable PollTask<?> running() {
        Object now = LINK.getVolatile(this);
        return now instanceof TaskExtras<?> extras
                ? extras.task()
                : now instanceof PollTask<?> task ? task : null;
    }

    @SuppressWarnings("unchecked") // made here
    private TaskExtras<T> extras() {
        while (true) {
            Object now = LINK.getVolatile(this);
            if (now instanceof TaskExtras<?> extras) {
                return (TaskExtras<T>) extras;
            }
            TaskExtras<T> made = new TaskExtras<>(now instanceof PollTask<?> task ? task : null);
            if (LINK.compareAndSet(this, now, made)) { // volatile: publishes the extras
                return made;
            }
        }
    }

    // What the task does

    boolean complete(T value) {
        return set(value == null ? NULL : value);
    }

    void fail(Throwable cause) {
        Ending failure;
        try {
            failure = Ending.failure(cause);
        } catch (OutOfMemoryError noMemory) {
            failure = OUT_OF_MEMORY;
        }
        set(failure);
    }

    /** Ends with {@link BridgeClosedException}, naming what was closed. */
    void completeClosed(Carrier closed) {
        if (outcome != null) {
            return;
        }
        Ending end;
        try {
            end = Ending.cancelled(closed.description());
        } catch (Throwable noMemory) {
            end = BY_CALLER;
        }
        set(end);
    }

    /** The task has ended and holds nothing any more. */
    void terminate() {
        Object now = LINK.getVolatile(this);
        if (now instanceof PollTask<?> && LINK.compareAndSet(this, now, ENDED)) { // volatile
            return; // after the release; who asks now sees it
        }
        if (LINK.getVolatile(this) instanceof TaskExtras<?> extras) {
            extras.end();
        }
    }

    private boolean set(Object end) {
        if (!OUTCOME.compareAndSet(this, null, end)) { // volatile: publishes the result
            return false;
        }
        tellAll();
        return true;
    }

    @Override
    boolean isComplete() {
        return outcome != null;
    }

    // Future

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return end(BY_CALLER) || isCancelled();
    }

    /** Sets the outcome and sends the carrier to cancel the future. */
    private boolean end(Ending cancelled) {
        PollTask<?> running = running();
        // Made before the outcome is set: with the outcome set and no memory nobody would cancel.
        PollTask.CancelNode request = running == null ? null : running.cancelNode();
        if (!OUTCOME.compareAndSet(this, null, cancelled)) { // volatile: seen by the task's run
            return false;
        }
        if (request != null) {
            request.submit(); // before dependents run here, which may take their time
        }
        tellAll();
        return true;
    }

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public boolean isCancelled() {
        return outcome instanceof Ending end && end.state == State.CANCELLED;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        Object end = outcome;
        if (end == null) {
            LoopThread.requireBlockingAllowed("TaskFuture.get");
            await(true, Long.MAX_VALUE);
            end = outcome;
        }
        return gotten(end);
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (outcome == null) {
            LoopThread.requireBlockingAllowed("TaskFuture.get");
            if (!await(true, Math.clamp(unit.toNanos(timeout), 0, Long.MAX_VALUE - 1))) {
                throw new TimeoutException(
                        "No result within "
                                + Duration.ofNanos(unit.toNanos(timeout))
                                + " from "
                                + this);
            }
        }
        return gotten(outcome);
    }

    @Override
    public T join() {
        Object end = outcome;
        if (end == null) {
            LoopThread.requireBlockingAllowed("TaskFuture.join");
            try {
                await(false, Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new AssertionError(e); // not interruptible
            }
            end = outcome;
        }
        if (end instanceof Ending ending && ending.cause != null) {
            throw new CompletionException(ending.cause);
        }
        return valueOrCancelled(end);
    }

    private T gotten(@Nullable Object end) throws ExecutionException {
        if (end instanceof Ending ending && ending.cause != null) {
            throw new ExecutionException(ending.cause);
        }
        return valueOrCancelled(end);
    }

    /** Of an outcome that is no failure. */
    @SuppressWarnings({"unchecked", "NullAway"}) // no Ending: it is a T
    private T valueOrCancelled(@Nullable Object end) {
        if (end instanceof Ending ending) {
            if (ending.state == State.CANCELLED) {
                throw ending.cancellation();
            }
            return null;
        }
        return (T) end;
    }

    @Override
    public State state() {
        Object end = outcome;
        if (end == null) {
            return State.RUNNING;
        }
        return end instanceof Ending ending ? ending.state : State.SUCCESS;
    }

    @Override
    public T resultNow() {
        Object end = outcome;
        if (end == null || (end instanceof Ending ending && ending.state != State.SUCCESS)) {
            throw new IllegalStateException(this + " has no result");
        }
        return valueOrCancelled(end);
    }

    @Override
    public Throwable exceptionNow() {
        if (outcome instanceof Ending ending && ending.cause != null) {
            return ending.cause;
        }
        throw new IllegalStateException(this + " has not failed");
    }

    // Stages

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        TaskExtras<T> extras = extras();
        TaskView<T> stage = extras.view();
        if (stage != null) {
            return stage;
        }
        TaskView<T> made = new TaskView<>(this);
        if (outcome != null) {
            completeView(made);
        }
        if (!extras.offerView(made)) {
            return toCompletableFuture();
        }
        if (!made.isDone()) {
            Dispatcher.Action completion = new Dispatcher.Action(() -> completeView(made));
            tellOrPush(() -> StageView.offLoop(completion));
        }
        return made;
    }

    /** Gives the view the outcome of the task; no effect if it is done. */
    void completeView(TaskView<T> made) {
        if (outcome != RELEASED) { // else who took the outcome completes the view
            completeStage(made);
        }
    }

    /**
     * Gives the view to somebody outside who completes it, and cancels the task.
     *
     * @return false if the task has an outcome of its own
     */
    boolean releaseToView() {
        return end(RELEASED) || outcome == RELEASED;
    }

    @Override
    public CompletionStage<T> directCompletion() {
        StageView<T> stage = new StageView<>();
        tellOrPush(() -> completeStage(stage));
        return stage;
    }

    private void tellOrPush(Runnable action) {
        Waiter waiter =
                new Waiter() {
                    @Override
                    void tell() {
                        action.run();
                    }
                };
        if (!push(waiter)) {
            waiter.tell();
        }
    }

    private void completeStage(StageView<T> stage) {
        Object end = outcome;
        if (end instanceof Ending ending && ending.state != State.SUCCESS) {
            stage.taskFailed(ending.cause != null ? ending.cause : ending.cancellation());
        } else {
            stage.taskCompleted(valueOrCancelled(end));
        }
    }

    @Override
    public CompletableFuture<Void> terminated() {
        return extras().terminated();
    }

    @Override
    public String toString() {
        Object end = outcome;
        if (end == null) {
            PollTask<?> running = running();
            return "TaskFuture[pending" + (running == null ? "]" : ", " + running + "]");
        }
        if (end instanceof Ending ending && ending.state != State.SUCCESS) {
            return ending.cause != null
                    ? "TaskFuture[failed: " + ending.cause + "]"
                    : "TaskFuture[cancelled]";
        }
        return "TaskFuture[completed normally]";
    }

    private static final VarHandle OUTCOME;
    private static final VarHandle LINK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(TaskResult.class, "outcome", Object.class);
            LINK = lookup.findVarHandle(TaskResult.class, "link", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
