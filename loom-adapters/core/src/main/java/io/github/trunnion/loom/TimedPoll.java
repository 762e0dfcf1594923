package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeoutException;

/**
 * A future until it is done or its time is up: then it is cancelled and the value is null.
 *
 * <p>The failure is part of the value, so that what the future throws is not mistaken for what its
 * runner throws.
 */
final class TimedPoll<T extends @Nullable Object> implements PollFuture<@Nullable Settled<T>> {
    // All confined to the owner.
    private final PollFuture<? extends T> future;
    private final Limit limit;
    private long start;
    private @Nullable Registration timer;
    private @Nullable Throwable cancelFailure;

    TimedPoll(PollFuture<? extends T> future, Limit limit) {
        this.future = future;
        this.limit = limit;
    }

    @Override
    public Poll<@Nullable Settled<T>> poll(Context cx) {
        Poll<? extends T> poll;
        try {
            poll = requireNonNull(future.poll(cx), () -> "poll of " + future + " returned null");
        } catch (Throwable thrown) {
            stopTimer();
            return Poll.ready(Settled.<T>of(null, thrown));
        }
        if (poll instanceof Poll.Ready<? extends T> ready) {
            stopTimer();
            return Poll.ready(Settled.<T>of(ready.value(), null));
        }
        try {
            if (!isExpired(cx)) {
                return Poll.pending();
            }
        } catch (Throwable noTime) { // the clock of the executor is the user's
            giveUp();
            if (cancelFailure != null && cancelFailure != noTime) {
                noTime.addSuppressed(cancelFailure);
            }
            return Poll.ready(Settled.<T>of(null, noTime));
        }
        giveUp();
        return Poll.ready(null);
    }

    private void giveUp() {
        stopTimer();
        try {
            future.cancel();
        } catch (Throwable thrown) {
            cancelFailure = thrown;
        }
    }

    /** The end that this future returned; null is the timeout. */
    Settled<T> end(@Nullable Settled<T> end) throws TimeoutException {
        if (end != null) {
            return end;
        }
        Exception expired = limit.expired(future);
        if (cancelFailure != null) {
            expired.addSuppressed(cancelFailure);
        }
        throw GiveUp.raise(expired);
    }

    private boolean isExpired(Context cx) {
        if (limit.isEndless()) {
            return false;
        }
        if (limit.isOneLook()) {
            return true;
        }
        long now = cx.timers().nanoTime();
        if (timer == null) {
            start = now;
            timer = cx.timers().wakeAfter(limit.nanos(), cx.waker());
        }
        return now - start >= limit.nanos();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.close();
        }
    }

    @Override
    public void cancel() {
        stopTimer();
        future.cancel();
    }

    @Override
    public void onDiscard(@Nullable Settled<T> end) {
        if (end != null && end.failure() == null) {
            discard(future, end.value());
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value came from this very future
    private static <U extends @Nullable Object> void discard(
            PollFuture<U> from, @Nullable Object value) {
        from.onDiscard((U) value);
    }

    @Override
    public String toString() {
        return future.toString();
    }
}
