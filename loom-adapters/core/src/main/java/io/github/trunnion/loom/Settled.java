package io.github.trunnion.loom;

import io.github.trunnion.futures.Poll;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * How a source ended: with a value, or with a failure.
 *
 * @param value the value, null beside a failure
 * @param failure the failure, or null
 */
record Settled<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable failure) {

    /** The end that a callback of a stage reports. */
    static <T extends @Nullable Object> Settled<T> of(
            @Nullable T value, @Nullable Throwable failure) {
        return failure == null
                ? new Settled<>(value, null)
                : new Settled<>(null, Failures.unwrap(failure));
    }

    /** The end of a future that is done; the interrupt flag stays as it is (aw01). */
    static <T extends @Nullable Object> Settled<T> of(Future<? extends T> done) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return of(done.get(), null);
                } catch (InterruptedException askedBeforeResult) {
                    // Some futures look at the flag first, even when they are done.
                    interrupted = true;
                } catch (ExecutionException | RuntimeException e) {
                    return of(null, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The value, or the failure as an await of the source throws it. */
    @SuppressWarnings("NullAway") // value is a T when there is no failure
    T await(Object source, Waits how) {
        if (failure != null) {
            throw Sneaky.<RuntimeException>unchecked(
                    Failures.awaited(failure, source, how.rethrow(), how.declared()));
        }
        return value;
    }

    /** The end without throwing it. */
    @SuppressWarnings("NullAway") // as above
    Outcome<T> outcome() {
        if (failure == null) {
            return new Outcome.Success<>(value);
        }
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof CancellationException cancelled
                ? new Outcome.Cancelled<>(Failures.firstOf(cancelled))
                : new Outcome.Failure<>(cause);
    }

    /** The value as a ready poll, or the failure thrown as it is. */
    @SuppressWarnings("NullAway") // value is a T when there is no failure
    Poll<T> poll() {
        if (failure != null) {
            throw Sneaky.<RuntimeException>unchecked(failure);
        }
        return Poll.ready(value);
    }
}
