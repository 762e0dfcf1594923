package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BlockOn;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A CompletableFuture whose asynchronous dependents run on a virtual thread each, never on the
 * common pool, and that does not block a loop thread. The same holds for all stages derived from
 * it.
 */
class VirtualFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new VirtualFuture<>();
    }

    @Override
    public final Executor defaultExecutor() {
        return VirtualThreads.PER_TASK;
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        requireMayBlock("CompletableFuture.get");
        return super.get();
    }

    @Override
    public final T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireMayBlock("CompletableFuture.get");
        return super.get(timeout, unit);
    }

    @Override
    public final T join() {
        requireMayBlock("CompletableFuture.join");
        return super.join();
    }

    /** As inherited, but for the way to {@link #complete}, which the original goes around. */
    @Override
    public final CompletableFuture<T> completeAsync(
            Supplier<? extends T> supplier, Executor executor) {
        requireNonNull(supplier, "supplier");
        executor.execute(new Supply(supplier));
        return this;
    }

    /** Marked as that of the JDK is: executors that watch what they run look for it. */
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

    private void requireMayBlock(String operation) {
        if (!isDone()) {
            BlockOn.requireBlockingAllowed(operation);
        }
    }
}
