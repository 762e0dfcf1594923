package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A view of a task that cancels the task when it, or any stage derived from it, is given up. */
final class LinkedFuture<T extends @Nullable Object> extends VirtualFuture<T> {
    /*
     * Overview
     *
     * A CompletableFuture makes its dependents by newIncompleteFuture and completes them from inside,
     * past the methods that may be overridden. So what arrives in these methods comes from outside:
     * a cancel, or a failure such as that of orTimeout. Whoever does it first gives the task up. A
     * value from outside does not: a stage that has one needs the task no more, but others may.
     *
     * Completing a stage runs its dependents, and one of them may wait for the very end of the task.
     * So the task is given up before them: by a dependent that is registered last, because the last
     * one is run first; and once more after them, for one that came between.
     */
    private final TaskFuture<?> task;

    private LinkedFuture(TaskFuture<?> task) {
        this.task = task;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    static <T extends @Nullable Object> LinkedFuture<T> of(TaskFuture<T> task) {
        LinkedFuture<T> view = new LinkedFuture<>(task);
        task.whenComplete(view::settle);
        return view;
    }

    @SuppressWarnings("NullAway") // the value of a task that has not failed is a T
    private void settle(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value);
        }
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new LinkedFuture<>(task);
    }

    TaskFuture<?> task() {
        return task;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        giveUpFirst(mayInterruptIfRunning, end -> end instanceof CancellationException);
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            task.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        requireNonNull(failure, "failure");
        giveUpFirst(true, end -> end == failure);
        boolean first = super.completeExceptionally(failure);
        if (first) {
            task.cancel(true);
        }
        return first;
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        task.cancel(true);
    }

    /** Before the dependents that are there: see above. */
    @SuppressWarnings("FutureReturnValueIgnored") // what it throws is thrown again afterwards
    private void giveUpFirst(boolean mayInterruptIfRunning, Predicate<Throwable> isFromOutside) {
        if (!isDone()) {
            whenComplete(
                    (value, failure) -> {
                        if (failure != null && isFromOutside.test(failure)) {
                            task.cancel(mayInterruptIfRunning);
                        }
                    });
        }
    }

    @Override
    public String toString() {
        return super.toString() + " of " + task;
    }
}
