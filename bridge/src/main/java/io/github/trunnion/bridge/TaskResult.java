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
     * One outcome word, set once by CAS: a value, Failure or Cancelled. Threads wait on the word
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
     *   null -> Failure     it threw
     *   null -> Cancelled   cancel, close of the executor, or somebody completed the view
     *
     * Possible transitions of the link, all by CAS:
     *   PollTask -> TaskExtras   somebody asks for the view or the end; the task moves into the extras
     *   PollTask -> ENDED    the task has ended
     *   ENDED    -> TaskExtras   somebody asks later; the extras are made as terminated
     * Of the end and an ask at a time one CAS fails, and whose it is sees what the other has made: the
     * task ends in the extras, or the extras are made as terminated.
     */
    private static final Object NULL = new Object();
    private static final Object ENDED = new Object();

    private record Failure(Throwable cause) {}

    /** Cancelled by a caller, or, if a name is given, by the close of that executor. */
    private record Cancelled(@Nullable String closed) {
        CancellationException exception() {
            return closed == null
                    ? new CancellationException("The task was cancelled.")
                    : new BridgeClosedException(
                            "The task was cancelled because " + closed + " was closed.");
        }
    }

    private static final Cancelled BY_CALLER = new Cancelled(null);

    /** By who completed the view. */
    private static final Cancelled RELEASED = new Cancelled(null);

    /** For a failure that there is no memory left to describe. */
    private static final Failure OUT_OF_MEMORY =
            new Failure(new OutOfMemoryError("while the failure of a task was recorded"));

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
        Failure failure;
        try {
            failure = new Failure(cause);
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
        Cancelled end;
        try {
            end = new Cancelled(closed.description());
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
    private boolean end(Cancelled cancelled) {
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
        return outcome instanceof Cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (outcome == null) {
            LoopThread.requireBlockingAllowed("TaskFuture.get");
            await(true, Long.MAX_VALUE);
        }
        return reportGet();
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
        return reportGet();
    }

    @Override
    public T join() {
        if (outcome == null) {
            LoopThread.requireBlockingAllowed("TaskFuture.join");
            try {
                await(false, Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new AssertionError(e); // not interruptible
            }
        }
        if (outcome instanceof Failure failure) {
            throw new CompletionException(failure.cause);
        }
        return valueOrCancelled();
    }

    private T reportGet() throws ExecutionException {
        if (outcome instanceof Failure failure) {
            throw new ExecutionException(failure.cause);
        }
        return valueOrCancelled();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // neither Failure nor Cancelled: it is a T
    private T valueOrCancelled() {
        Object end = outcome;
        if (end instanceof Cancelled cancelled) {
            throw cancelled.exception();
        }
        return end == NULL ? null : (T) end;
    }

    @Override
    public State state() {
        Object end = outcome;
        if (end == null) {
            return State.RUNNING;
        }
        return end instanceof Failure
                ? State.FAILED
                : end instanceof Cancelled ? State.CANCELLED : State.SUCCESS;
    }

    @Override
    public T resultNow() {
        if (state() != State.SUCCESS) {
            throw new IllegalStateException(this + " has no result");
        }
        return valueOrCancelled();
    }

    @Override
    public Throwable exceptionNow() {
        if (outcome instanceof Failure failure) {
            return failure.cause;
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

    private void completeView(TaskView<T> made) {
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
        if (end instanceof Failure failure) {
            stage.taskFailed(failure.cause);
        } else if (end instanceof Cancelled cancelled) {
            stage.taskFailed(cancelled.exception());
        } else {
            stage.taskCompleted(valueOrCancelled());
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
        if (end instanceof Failure failure) {
            return "TaskFuture[failed: " + failure.cause + "]";
        }
        return end instanceof Cancelled
                ? "TaskFuture[cancelled]"
                : "TaskFuture[completed normally]";
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
