package io.github.trunnion.guava;

import com.google.common.util.concurrent.AbstractFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A stage as a ListenableFuture. */
final class StageListenable<T extends @Nullable Object> extends AbstractFuture<T> {
    /** Ends the walk along a chain of wrappers that is a cycle. */
    private static final int MOST_WRAPPERS = 1_000;

    private final CompletionStage<? extends T> source;

    private StageListenable(CompletionStage<? extends T> source) {
        this.source = source;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    static <T extends @Nullable Object> StageListenable<T> of(CompletionStage<? extends T> source) {
        StageListenable<T> future = new StageListenable<>(source);
        source.whenComplete(future::settle);
        return future;
    }

    @SuppressWarnings("NullAway") // the value of a stage that has not failed is a T
    private void settle(@Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            set(value);
            return;
        }
        Throwable inner = unwrap(failure);
        if (inner instanceof CancellationException) {
            cancel(false);
        } else {
            setException(inner);
        }
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        for (int i = 0; i < MOST_WRAPPERS; i++) {
            boolean wraps =
                    failure instanceof CompletionException || failure instanceof ExecutionException;
            Throwable cause = wraps ? failure.getCause() : null;
            if (cause == null) {
                return failure;
            }
            failure = cause;
        }
        return failure;
    }

    @Override
    protected void afterDone() {
        if (isCancelled()) {
            cancelSource(wasInterrupted());
        }
    }

    private void cancelSource(boolean mayInterruptIfRunning) {
        try {
            if (source instanceof Future<?> future) {
                future.cancel(mayInterruptIfRunning);
            } else {
                source.toCompletableFuture().cancel(mayInterruptIfRunning);
            }
        } catch (UnsupportedOperationException cannotBeCancelled) {
            // the interface allows it
        }
    }

    @Override
    protected String pendingToString() {
        return "stage=[" + source + "]";
    }
}
