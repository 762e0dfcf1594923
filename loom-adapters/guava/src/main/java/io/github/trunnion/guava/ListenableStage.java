package io.github.trunnion.guava;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A ListenableFuture as a stage. */
final class ListenableStage<T extends @Nullable Object> extends CompletableFuture<T> {
    /*
     * Overview
     *
     * The listener completes the stage past the methods that are overridden here; what arrives in
     * these comes from outside, and whoever is first there gives the source up. A cancel asks the
     * source first, whose listener cancels the stage: so a dependent that waits for the end of the
     * source waits for something that was told to end. A value or a failure from outside has to be
     * first here, so there the source is told afterwards.
     */
    private final ListenableFuture<? extends T> source;

    private ListenableStage(ListenableFuture<? extends T> source) {
        this.source = source;
    }

    static <T extends @Nullable Object> ListenableStage<T> of(
            ListenableFuture<? extends T> source) {
        ListenableStage<T> stage = new ListenableStage<>(source);
        source.addListener(stage::settle, directExecutor());
        return stage;
    }

    private void settle() {
        if (source.isCancelled()) { // first: get would throw, and a foreign future may throw more
            super.cancel(true);
            return;
        }
        try {
            super.complete(Futures.<T>getDone(widened()));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            super.completeExceptionally(cause == null ? failed : cause);
        } catch (CancellationException cancelled) {
            super.cancel(true);
        } catch (Throwable broken) { // a future of somebody's own
            super.completeExceptionally(broken);
        }
    }

    @SuppressWarnings("unchecked") // one object, one value
    private ListenableFuture<T> widened() {
        return (ListenableFuture<T>) source;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone()) {
            source.cancel(true);
        }
        return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean complete(T value) {
        return super.complete(value) && giveUp();
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return super.completeExceptionally(requireNonNull(failure, "failure")) && giveUp();
    }

    private boolean giveUp() {
        source.cancel(true);
        return true;
    }

    /** As inherited, but for the way to {@link #complete}, which the original goes around. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        requireNonNull(supplier, "supplier");
        executor.execute(new Supply(supplier));
        return this;
    }

    private final class Supply implements Runnable, AsynchronousCompletionTask {
        private final Supplier<? extends T> supplier;

        Supply(Supplier<? extends T> supplier) {
            this.supplier = supplier;
        }

        @Override
        public void run() {
            if (!isDone()) {
                completeBy(supplier);
            }
        }
    }

    private void completeBy(Supplier<? extends T> supplier) {
        T value;
        try {
            value = supplier.get();
        } catch (Throwable thrown) {
            completeExceptionally(
                    thrown instanceof CompletionException
                            ? thrown
                            : new CompletionException(thrown));
            return;
        }
        complete(value);
    }

    @Override
    public void obtrudeValue(T value) {
        super.obtrudeValue(value);
        source.cancel(true);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(requireNonNull(failure, "failure"));
        source.cancel(true);
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>(); // what is derived has no source of its own
    }

    @Override
    public String toString() {
        return super.toString() + " of " + source;
    }
}
