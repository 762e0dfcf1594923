package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Ticks at a fixed rate, made by {@link PollFutures#interval}.
 *
 * <p>The first poll of the first tick fixes the origin; tick number <i>n</i> is due <i>n</i>
 * periods after it, however late the ticks before it were taken. Ticks that were missed are
 * skipped: the next future is ready at once, with the number of the latest tick that is due.
 *
 * <p>An interval belongs to one owner, as a future does. Its tick futures are polled one at a time;
 * an interval without a live tick holds no timer and needs no close.
 *
 * <pre>{@code
 * Interval seconds = PollFutures.interval(Duration.ofSeconds(1));
 * PollFuture<Void> report = PollFutures.loop(() -> PollFutures.map(seconds.tick(), n -> {
 *     print(n);
 *     return n < 10 ? Poll.pending() : Poll.ready(null);
 * }));
 * }</pre>
 */
public final class Interval {
    private final Duration period;
    private final long nanos;
    private long origin; // by the clock of the timers, from the first poll on
    private boolean started;
    private long last; // number of the latest tick that was taken
    private @Nullable Tick live; // the tick that was polled and has not ended

    Interval(Duration period) {
        this.period = period;
        nanos = Nanos.saturated(period);
        if (nanos <= 0) {
            throw new IllegalArgumentException("The period must be positive: " + period);
        }
    }

    /**
     * The next tick.
     *
     * @return a future of the number of the tick, from 1 on. Its poll throws {@link
     *     IllegalStateException} while another tick of this interval has been polled and has
     *     neither ended nor been cancelled.
     */
    public PollFuture<Long> tick() {
        return new Tick();
    }

    @Override
    public String toString() {
        return "interval(" + Description.of(period) + ")";
    }

    private final class Tick extends OneShot<Long> {
        private final Alarm alarm = new Alarm();

        @Override
        Poll<Long> advance(Context cx) {
            if (live != null && live != this) {
                throw new IllegalStateException(
                        this + " was polled while an earlier tick of it is awaited");
            }
            live = this;
            long now = cx.timers().nanoTime();
            if (!started) {
                started = true;
                origin = now;
            }
            long elapsed = now - origin;
            long due = elapsed / nanos;
            if (due > last) {
                last = due;
                return Poll.ready(due);
            }
            alarm.arm(cx, nanos - elapsed % nanos);
            return Poll.pending();
        }

        @Override
        void release() {
            alarm.close();
            if (live == this) {
                live = null;
            }
        }

        @Override
        public void describe(Description to) {
            to.add(Interval.this.toString()).add(".tick");
        }
    }
}
