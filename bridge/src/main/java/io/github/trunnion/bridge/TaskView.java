package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The view that a task hands out: who completes it from outside cancels the task (st06). */
final class TaskView<T extends @Nullable Object> extends StageView<T> {
    /*
     * Overview
     *
     * Who completes the view first takes the outcome of the task, and with it the right to complete
     * the view: either the task ends by itself and its outcome comes here, or somebody outside does
     * and the task is cancelled. The task is cancelled before the view is completed, because
     * dependents of the view run inside completion and may block for ever.
     *
     * A task that ended on its carrier completes the view a little later, elsewhere. Who comes from
     * outside in between completes the view with that outcome: whom it tells that it came too late
     * finds the view done.
     */
    private final TaskResult<T> task;

    TaskView(TaskResult<T> task) {
        this.task = task;
    }

    @Override
    public boolean complete(T value) {
        return taken() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        requireNonNull(failure, "failure");
        return taken() && super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (taken()) {
            return super.cancel(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    /** Whether somebody outside completes the view; it is done if not. */
    private boolean taken() {
        if (task.releaseToView()) {
            return true;
        }
        if (!isDone()) {
            task.completeView(this);
        }
        return false;
    }

    @Override
    public void obtrudeValue(T value) {
        task.releaseToView();
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        requireNonNull(failure, "failure");
        task.releaseToView();
        super.obtrudeException(failure);
    }

    /** The one of the JDK completes the stage without asking {@link #complete}. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        requireNonNull(supplier, "supplier");
        executor.execute(new Supply(supplier));
        return this;
    }

    /** As that of the JDK: a done stage needs no value, and a failure tells where it comes from. */
    private final class Supply implements Runnable, AsynchronousCompletionTask {
        private final Supplier<? extends T> supplier;

        Supply(Supplier<? extends T> supplier) {
            this.supplier = supplier;
        }

        @Override
        public void run() {
            if (isDone()) {
                return;
            }
            try {
                complete(supplier.get());
            } catch (Throwable thrown) {
                completeExceptionally(
                        thrown instanceof CompletionException
                                ? thrown
                                : new CompletionException(thrown));
            }
        }
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }
}
