package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A future that gives another one a limited time from the first poll on. */
final class Timeout<T extends @Nullable Object> extends OneShot<T> {
    private final Child<T> child;
    private final Duration duration;
    private final long nanos;
    private final Alarm alarm = new Alarm();
    private long start; // by the clock of the timers
    private boolean started;

    Timeout(PollFuture<? extends T> future, Duration duration) {
        child = new Child<>(future);
        this.duration = duration;
        nanos = Nanos.saturated(duration);
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        Timers timers = cx.timers();
        if (!started) {
            started = true;
            start = timers.nanoTime();
        }
        // The future first: a result that is there is not given up for being late.
        Poll<T> result = child.poll(cx);
        if (result.isReady()) {
            return result;
        }
        long elapsed = timers.nanoTime() - start;
        if (elapsed >= nanos) {
            throw new TimeoutException(named() + " did not finish within " + limit());
        }
        alarm.arm(cx, nanos - elapsed);
        return result;
    }

    @Override
    void release() {
        alarm.close();
        child.cancel();
    }

    @Override
    public void onDiscard(T value) {
        child.discard(value);
    }

    private String named() {
        return Description.of((Description.Described) child::describe);
    }

    private String limit() {
        return Description.of(duration);
    }

    @Override
    public void describe(Description to) {
        to.add("withTimeout(");
        child.describe(to);
        to.add(", ").add(limit()).add(")");
    }
}
