package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Interval;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Timers that fire, never too early, and timers that are cancelled here and elsewhere. */
final class TimersLoad extends Load {
    private static final double TIMERS = 1_500; // a second
    private static final int TICKS = 4;
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(2);

    private final LongAdder fired = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Semaphore window = new Semaphore(2_000);

    TimersLoad() {
        super("timers");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(TIMERS, driver -> arm(driver, executor, kicker));
    }

    private enum End {
        FIRES,
        TIMES_OUT,
        CANCELLED,
        IN_TIME,
        FIRES_OR_CANCELLED
    }

    private void arm(Driver driver, BridgeExecutor executor, Kicker kicker)
            throws InterruptedException {
        Duration time = Duration.ofNanos(driver.random.nextLong(30_000_000));
        Duration hour = Duration.ofHours(1);
        window.acquire();
        in.increment();
        long due = System.nanoTime() + time.toNanos();
        switch (driver.random.nextInt(8)) {
            case 0 -> {
                PollFuture<Object> limited = PollFutures.withTimeout(PollFutures.pending(), time);
                watch(executor.spawn(limited), due, End.TIMES_OUT);
            }
            case 1 -> {
                Promise<Object> promise = new Promise<>();
                kicker.execute(() -> promise.complete(time));
                watch(executor.spawn(PollFutures.withTimeout(promise, hour)), due, End.IN_TIME);
            }
            case 2 -> {
                TaskFuture<?> task = executor.spawn(PollFutures.sleep(hour));
                watch(task, due, End.CANCELLED);
                kicker.execute(() -> task.cancel(true));
            }
            case 3 -> { // fires and is cancelled at about the same time
                TaskFuture<?> task = executor.spawn(PollFutures.sleep(time));
                watch(task, due, End.FIRES_OR_CANCELLED);
                var unused =
                        executor.spawn(PollFutures.sleep(time))
                                .directCompletion()
                                .thenRun(() -> kicker.execute(() -> task.cancel(true)));
            }
            case 4 -> {
                RawTimer timer = new RawTimer(hour.toNanos());
                watch(executor.spawn(timer), due, End.CANCELLED);
                kicker.execute(timer::closeFromElsewhere);
            }
            case 5 -> watch(executor.spawn(new RawTimer(time.toNanos())), due, End.FIRES);
            case 6 ->
                    watch(executor.spawn(ticks()), due - time.toNanos() + TICKS * TICK, End.FIRES);
            default -> watch(executor.spawn(PollFutures.sleep(time)), due, End.FIRES);
        }
    }

    private static PollFuture<Object> ticks() {
        Interval interval = PollFutures.interval(Duration.ofNanos(TICK));
        int[] ticks = {0};
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                interval.tick(),
                                tick -> ++ticks[0] < TICKS ? Poll.pending() : Poll.ready(ticks)));
    }

    private void watch(TaskFuture<?> task, long due, End end) {
        var unused =
                task.directCompletion()
                        .whenComplete(
                                (value, thrown) -> {
                                    long early = due - System.nanoTime();
                                    window.release();
                                    boolean right =
                                            switch (end) {
                                                case FIRES -> thrown == null && early <= 0;
                                                case TIMES_OUT ->
                                                        thrown instanceof TimeoutException
                                                                && early <= 0;
                                                case CANCELLED ->
                                                        thrown instanceof CancellationException;
                                                case IN_TIME -> thrown == null;
                                                case FIRES_OR_CANCELLED ->
                                                        thrown == null
                                                                ? early <= 0
                                                                : thrown
                                                                        instanceof
                                                                        CancellationException;
                                            };
                                    boolean isCancel =
                                            end == End.IN_TIME
                                                    || thrown instanceof CancellationException;
                                    (isCancel ? cancelled : fired).increment();
                                    expect(right, end + ": " + early + " ns early, " + thrown);
                                });
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(
                        name(),
                        "fired + cancelled = armed",
                        fired.sum() + cancelled.sum(),
                        in.sum()));
    }

    /** Arms a timer of the context; ready when that fires, failed when it was closed. */
    private static final class RawTimer implements PollFuture<Object> {
        private final long nanos;
        private final AtomicReference<@Nullable Registration> armed = new AtomicReference<>();
        private volatile @Nullable Waker waker;
        private volatile boolean closed;
        private long due;

        RawTimer(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public Poll<Object> poll(Context cx) {
            if (waker == null) {
                due = cx.timers().nanoTime() + nanos;
                armed.set(cx.timers().wakeAfter(nanos, cx.waker()));
                waker = cx.waker();
            }
            if (closed) { // after the waker was published
                Registration late = armed.getAndSet(null);
                if (late != null) {
                    late.close();
                }
                throw new CancellationException();
            }
            return cx.timers().nanoTime() - due >= 0 ? Poll.ready(this) : Poll.pending();
        }

        void closeFromElsewhere() {
            closed = true;
            Registration timer = armed.getAndSet(null);
            if (timer != null) {
                timer.close();
            }
            Waker latest = waker; // before its first poll none is needed
            if (latest != null) {
                latest.wake();
            }
        }

        @Override
        public void cancel() {
            Registration timer = armed.getAndSet(null);
            if (timer != null) {
                timer.close();
            }
        }
    }
}
