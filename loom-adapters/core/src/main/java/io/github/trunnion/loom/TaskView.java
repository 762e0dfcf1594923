package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The CompletableFuture face of a blocking task: completed by the task, or from outside, which
 * cancels the task (bl06).
 */
final class TaskView<T extends @Nullable Object> extends VirtualFuture<T> {
    /*
     * Overview
     *
     * Who completes from outside first takes the task's outcome (releaseTo), which only one kind of
     * end can take: from then on the task does not complete this view, and outsiders compete among
     * themselves. If the task has its outcome, it is about to complete this view, and outsiders are
     * too late even if they would be a moment earlier. These complete this view with that outcome:
     * whom it tells that it came too late finds it done.
     */
    private final BlockingTask<T> task;

    TaskView(BlockingTask<T> task) {
        this.task = task;
    }

    // The task

    BlockingTask<T> task() {
        return task;
    }

    void settle(Settled<T> end) {
        if (end.failure() != null) {
            super.completeExceptionally(end.failure());
        } else {
            completeWith(end.value());
        }
    }

    @SuppressWarnings("NullAway") // the value of a body that returned is a T
    private void completeWith(@Nullable T value) {
        super.complete(value);
    }

    void settleCancelled() {
        super.cancel(true);
    }

    // Everybody else

    @Override
    public boolean complete(T value) {
        return taken(true) && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        requireNonNull(failure, "failure");
        return taken(true) && super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (taken(mayInterruptIfRunning)) {
            return super.cancel(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    /** Whether somebody outside completes this view; it is done if not. */
    private boolean taken(boolean mayInterruptIfRunning) {
        if (task.releaseToView(mayInterruptIfRunning)) {
            return true;
        }
        if (!isDone()) {
            task.completeView();
        }
        return false;
    }

    @Override
    public void obtrudeValue(T value) {
        task.releaseToView(true);
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        requireNonNull(failure, "failure");
        task.releaseToView(true);
        super.obtrudeException(failure);
    }

    @Override
    public String toString() {
        return super.toString() + " of " + task;
    }
}
