package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A future that shows its wakers, counts its polls, and ends when told to. */
final class WakerProbe implements PollFuture<@Nullable Object> {
    /** What a test does in a poll, which is the n-th one, from 1 on. */
    @FunctionalInterface
    interface InPoll {
        void run(Waker waker, int n) throws Exception;
    }

    private final Object lock = new Object();
    private final InPoll inPoll;
    private @Nullable Waker waker; // guarded by lock
    private @Nullable Object value; // guarded by lock
    private boolean end; // guarded by lock
    private boolean ended; // guarded by lock
    private int polls; // guarded by lock
    private int cancels; // guarded by lock

    WakerProbe() {
        this((waker, n) -> {});
    }

    WakerProbe(InPoll inPoll) {
        this.inPoll = inPoll;
    }

    @Override
    public Poll<@Nullable Object> poll(Context cx) throws Exception {
        Waker current = cx.waker();
        int n;
        synchronized (lock) {
            n = ++polls;
            waker = current;
            lock.notifyAll();
        }
        inPoll.run(current, n);
        synchronized (lock) {
            if (!end) {
                return Poll.<@Nullable Object>pending();
            }
            Object result = value;
            value = null;
            ended = true;
            lock.notifyAll();
            return Poll.<@Nullable Object>ready(result);
        }
    }

    @Override
    public void cancel() {
        synchronized (lock) {
            cancels++;
            lock.notifyAll();
        }
    }

    /** The next poll is ready with the value. */
    void endWith(@Nullable Object result) {
        synchronized (lock) {
            value = result;
            end = true;
        }
    }

    int polls() {
        synchronized (lock) {
            return polls;
        }
    }

    boolean hasEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    boolean isCancelled() {
        synchronized (lock) {
            return cancels > 0;
        }
    }

    /** The waker of the latest poll. */
    Waker waker() {
        synchronized (lock) {
            return requireNonNull(waker, "not polled yet");
        }
    }

    /** Waits for what a poll or a cancel makes true. */
    boolean await(BooleanSupplier condition, Duration patience) {
        synchronized (lock) {
            Monitor.await(lock, condition, patience.toNanos());
            return condition.getAsBoolean();
        }
    }

    @Override
    public String toString() {
        return "probe";
    }
}
