package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A future that is ready once a time has passed since its first poll. */
final class Sleep extends OneShot<@Nullable Void> {
    private final Duration duration;
    private final long nanos;
    private final Alarm alarm = new Alarm();
    private long start; // by the clock of the timers
    private boolean started;

    Sleep(Duration duration) {
        this.duration = duration;
        nanos = Nanos.saturated(duration);
    }

    @Override
    Poll<@Nullable Void> advance(Context cx) {
        if (nanos <= 0) {
            return Poll.ready(null);
        }
        long now = cx.timers().nanoTime();
        if (!started) {
            started = true;
            start = now;
        }
        // Elapsed time is compared, not a deadline: start + nanos may overflow.
        long elapsed = now - start;
        if (elapsed >= nanos) {
            return Poll.ready(null);
        }
        alarm.arm(cx, nanos - elapsed);
        return Poll.pending();
    }

    @Override
    void release() {
        alarm.close();
    }

    @Override
    public void describe(Description to) {
        to.add("sleep(").add(Description.of(duration)).add(")");
    }
}
