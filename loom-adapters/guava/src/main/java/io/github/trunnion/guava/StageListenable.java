package io.github.trunnion.guava;

import com.google.common.util.concurrent.AbstractFuture;

import io.github.trunnion.loom.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** A stage as a ListenableFuture. */
final class StageListenable<T extends @Nullable Object> extends AbstractFuture<T> {
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

    private void settle(@Nullable T value, @Nullable Throwable failure) {
        switch (Outcome.<T>of(value, failure)) {
            case Outcome.Success<T> success -> set(success.value());
            case Outcome.Failure<T> failed -> setException(failed.cause());
            case Outcome.Cancelled<T> cancelled -> cancel(false);
        }
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
