package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
     * Possible state transitions of the outcome:
     *   null -> value       the task's future was ready; NULL stands for null
     *   null -> Failure     it threw
     *   null -> Cancelled   cancel, or close of the executor
     */
    private static final Object NULL = new Object();
    private static final Object TERMINATED = new Object();

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

    /** Set once, by CAS; volatile, so everything before completion is seen after it. */
    private volatile @Nullable Object outcome;

    /** Null, the stage behind {@link #terminated}, or TERMINATED; by CAS and getAndSet. */
    private volatile @Nullable Object termination;

    /** Set once, by CAS. */
    private volatile @Nullable StageView<T> view;

    /** Null once terminated; read by cancellers without ordering, a done task ignores a wake. */
    private @Nullable PollTask<T> task;

    TaskResult(PollTask<T> task) {
        this.task = task;
    }

    // What the task does

    boolean complete(T value) {
        return set(value == null ? NULL : value);
    }

    boolean fail(Throwable cause) {
        return set(new Failure(cause));
    }

    /** Ends with {@link BridgeClosedException}, naming what was closed. */
    void completeClosed(String closed) {
        if (outcome == null) {
            set(new Cancelled(closed));
        }
    }

    /** The task has ended and holds nothing any more. */
    void terminate() {
        task = null;
        Object before = TERMINATION.getAndSet(this, TERMINATED); // volatile: after the release
        if (before instanceof StageView<?> stage) {
            StageView.offLoop(() -> completeVoid(stage));
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
        PollTask<T> running = task; // plain read, before the outcome lets the task end
        if (!OUTCOME.compareAndSet(this, null, BY_CALLER)) { // volatile: seen by the task's run
            return isCancelled();
        }
        if (running != null) {
            running.cancelRequested(); // before dependents run here, which may take their time
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
            if (!await(true, Math.min(unit.toNanos(timeout), Long.MAX_VALUE - 1))) {
                throw new TimeoutException(
                        this + " did not complete within " + timeout + " " + unit);
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
        StageView<T> stage = view; // volatile read
        if (stage != null) {
            return stage;
        }
        stage = new StageView<>();
        if (outcome != null) {
            completeStage(stage);
        }
        if (!VIEW.compareAndSet(this, null, stage)) { // volatile: publishes the stage
            return toCompletableFuture();
        }
        if (!stage.isDone()) {
            CompletionStage<T> unused = stage.whenComplete((value, failure) -> cancelForView());
            tellStage(stage, false);
        }
        return stage;
    }

    /** Somebody else has completed the view (st06); after the outcome this does nothing. */
    private void cancelForView() {
        if (outcome == null) {
            cancel(true);
        }
    }

    @Override
    public CompletionStage<T> directCompletion() {
        StageView<T> stage = new StageView<>();
        tellStage(stage, true);
        return stage;
    }

    private void tellStage(StageView<T> stage, boolean direct) {
        Waiter waiter =
                new Waiter() {
                    @Override
                    void tell() {
                        if (direct) {
                            completeStage(stage);
                        } else {
                            StageView.offLoop(() -> completeStage(stage));
                        }
                    }
                };
        if (!push(waiter)) {
            waiter.tell();
        }
    }

    private void completeStage(StageView<T> stage) {
        Object end = outcome;
        if (end instanceof Failure failure) {
            stage.completeExceptionally(failure.cause);
        } else if (end instanceof Cancelled cancelled) {
            stage.completeExceptionally(cancelled.exception());
        } else {
            stage.complete(valueOrCancelled());
        }
    }

    @Override
    public CompletableFuture<Void> terminated() {
        if (termination == null) {
            TERMINATION.compareAndSet(this, null, new StageView<Void>()); // volatile
        }
        StageView<Void> copy = new StageView<>();
        if (termination instanceof StageView<?> stage) {
            CompletionStage<?> unused = stage.whenComplete((v, never) -> completeVoid(copy));
        } else {
            completeVoid(copy);
        }
        return copy;
    }

    @SuppressWarnings("NullAway") // the only value of Void
    private static void completeVoid(CompletableFuture<?> stage) {
        stage.complete(null);
    }

    @Override
    public String toString() {
        Object end = outcome;
        if (end == null) {
            PollTask<T> running = task;
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
    private static final VarHandle TERMINATION;
    private static final VarHandle VIEW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(TaskResult.class, "outcome", Object.class);
            TERMINATION = lookup.findVarHandle(TaskResult.class, "termination", Object.class);
            VIEW = lookup.findVarHandle(TaskResult.class, "view", StageView.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
