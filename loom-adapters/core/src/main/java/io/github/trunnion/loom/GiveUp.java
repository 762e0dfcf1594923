package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** The end of a wait that has no result: interrupted or out of time (aw05, aw06). */
final class GiveUp {
    private GiveUp() {}

    static InterruptedException interrupted(Object source) {
        return new InterruptedException(
                "Interrupted while waiting for " + Sources.describe(source));
    }

    /**
     * Cancels the source and throws the ending; but a source that turns out done wins, and then an
     * interrupt is left in the flag.
     */
    static <T extends @Nullable Object> T propagate(
            Future<? extends T> source, Object named, Exception ending)
            throws InterruptedException, TimeoutException {
        if (source.isDone() || !cancel(source, ending)) {
            if (ending instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return Settled.<T>of(source).await(named);
        }
        throw raise(ending);
    }

    /**
     * The same for a stage that no {@code get} waits in. One that is no Future can be cancelled
     * only through its {@code toCompletableFuture()}, which is asked for here and not before: it
     * may be a copy that stays registered in the source.
     */
    static <T extends @Nullable Object> T propagateStage(
            CompletionStage<? extends T> source, Exception ending)
            throws InterruptedException, TimeoutException {
        CompletableFuture<? extends T> view;
        if (source instanceof CompletableFuture<?>) {
            throw raise(ending); // a minimal stage: nobody can cancel it
        }
        try {
            view = source.toCompletableFuture();
        } catch (UnsupportedOperationException notOffered) {
            throw raise(ending);
        } catch (Throwable thrown) {
            ending.addSuppressed(thrown);
            throw raise(ending);
        }
        return GiveUp.<T>propagate(view, source, ending);
    }

    /** Throws the ending. */
    static CancellationException raise(Exception ending)
            throws InterruptedException, TimeoutException {
        if (ending instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        throw (TimeoutException) ending;
    }

    /**
     * Cancels with {@code true}: with {@code false} some sources, java.net.http among them, do not
     * stop their work (aw07).
     *
     * @return false if the source is done by itself
     */
    private static boolean cancel(Future<?> source, Exception ending) {
        try {
            if (source.cancel(true)) {
                return true;
            }
        } catch (Throwable thrown) {
            ending.addSuppressed(thrown);
            return true;
        }
        return source.isCancelled() || !source.isDone();
    }
}
