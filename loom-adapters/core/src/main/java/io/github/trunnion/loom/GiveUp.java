package io.github.trunnion.loom;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** The end of a wait that has no result: interrupted or out of time (aw05, aw06). */
final class GiveUp {
    /*
     * Overview
     *
     * Each way to give up returns the end of the source if that turns out to be done by itself, and
     * throws the ending otherwise. Thread A is interrupted and B completes the source: A's cancel
     * fails, or A sees that the source is done; then there is a result, and a caller that has got an
     * exception in its place would never learn of it. So the result wins, and the interrupt goes
     * back to the flag.
     */
    private GiveUp() {}

    static InterruptedException interruptOf(Object source) {
        return LibraryFrames.trim(
                new InterruptedException(
                        "Interrupted while waiting for " + Sources.describe(source)));
    }

    /** After an interrupt, whose flag is clear. */
    static <T extends @Nullable Object> Settled<T> interrupted(
            Future<? extends T> source,
            InterruptedException ending,
            OnGiveUp mode,
            AwaitGuard guard)
            throws InterruptedException {
        if (isGivenUp(source, ending, mode, guard)) {
            throw ending;
        }
        Thread.currentThread().interrupt();
        return Settled.of(source);
    }

    /** When the time is up. */
    static <T extends @Nullable Object> Settled<T> timedOut(
            Future<? extends T> source, Exception expired, OnGiveUp mode, AwaitGuard guard)
            throws TimeoutException {
        if (isGivenUp(source, expired, mode, guard)) {
            throw raise(expired);
        }
        return Settled.of(source);
    }

    static <T extends @Nullable Object> Settled<T> stageInterrupted(
            CompletionStage<? extends T> source,
            InterruptedException ending,
            OnGiveUp mode,
            AwaitGuard guard)
            throws InterruptedException {
        Future<? extends T> view = mode.cancels() ? view(source, ending) : null;
        if (view == null) {
            throw ending;
        }
        return GiveUp.<T>interrupted(view, ending, mode, guard);
    }

    static <T extends @Nullable Object> Settled<T> stageTimedOut(
            CompletionStage<? extends T> source, Exception expired, OnGiveUp mode, AwaitGuard guard)
            throws TimeoutException {
        Future<? extends T> view = mode.cancels() ? view(source, expired) : null;
        if (view == null) {
            throw raise(expired);
        }
        return GiveUp.<T>timedOut(view, expired, mode, guard);
    }

    /** Throws the end of a wait whose time is up. */
    static RuntimeException raise(Exception expired) throws TimeoutException {
        if (expired instanceof TimeoutException timeout) {
            throw timeout;
        }
        throw (DeadlineExceededException) expired;
    }

    /**
     * What a stage that no {@code get} waits in can be cancelled through; null if nobody can cancel
     * it. One that is no Future has only its {@code toCompletableFuture()}, which is asked for here
     * and not before: it may be a copy that stays registered in the source.
     */
    private static <T extends @Nullable Object> @Nullable Future<? extends T> view(
            CompletionStage<? extends T> source, Exception ending) {
        if (source instanceof CompletableFuture<?>) {
            return null; // a minimal stage
        }
        if (source instanceof Future<?> future) {
            @SuppressWarnings("unchecked") // one object, one value
            Future<? extends T> itself = (Future<? extends T>) future;
            return itself;
        }
        try {
            return source.toCompletableFuture();
        } catch (UnsupportedOperationException notOffered) {
            return null;
        } catch (Throwable thrown) {
            ending.addSuppressed(thrown);
            return null;
        }
    }

    /** Does what the mode says; false if the source has an end of its own. */
    private static boolean isGivenUp(
            Future<?> source, Exception ending, OnGiveUp mode, AwaitGuard guard) {
        if (source.isDone()) {
            return false;
        }
        if (!mode.cancels()) {
            return true;
        }
        boolean cancelled = cancel(source, ending);
        return !(mode.waits() ? drain(source, cancelled, mode.grace(), guard) : !cancelled);
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

    /**
     * Waits until a source has ended that was asked to; true if it has an end of its own, not made
     * by the cancel.
     */
    private static boolean drain(
            Future<?> source, boolean cancelled, Limit grace, AwaitGuard guard) {
        if (!cancelled) {
            return true;
        }
        if (!guard.mayBlock()) {
            return source.isDone() && !source.isCancelled();
        }
        TaskFuture<?> task =
                source instanceof CompletionStage<?> stage ? Sources.task(stage) : null;
        Future<?> end = task == null ? source : task.terminated();
        try {
            if (grace.isEndless()) {
                end.get();
            } else {
                end.get(grace.nanos(), NANOSECONDS);
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | CancellationException ended) {
            // whatever its end is, it is looked at below
        } catch (RuntimeException refused) { // by a Future of somebody's own
            return false;
        }
        return source.isDone() && !source.isCancelled();
    }
}
