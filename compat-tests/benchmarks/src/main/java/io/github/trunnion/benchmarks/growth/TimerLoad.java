package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.concurrent.TimeUnit;

/** Timers of one carrier, in no order of their deadlines. */
final class TimerLoad {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private TimerLoad() {}

    /** Starts all, then cancels all, in the order of their start. */
    static long startAndCancel(int count) {
        return OneCarrier.EXECUTOR.<Long>spawn(cx -> Poll.ready(inPoll(cx, count))).join();
    }

    private static long inPoll(Context cx, int count) {
        Registration[] timers = new Registration[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            timers[i] = cx.timers().wakeAfter(HOUR + spread(i, HOUR), Wakers.noop());
        }
        for (Registration timer : timers) {
            timer.close();
        }
        return System.nanoTime() - start;
    }

    /** Starts all in one poll, so that all are pending and due when the first one fires. */
    static long fire(int count) {
        return OneCarrier.EXECUTOR.spawn(new Fired(count)).join();
    }

    private static long spread(int i, long range) {
        return Math.floorMod(i * 0x9E3779B97F4A7C15L, range);
    }

    private static final class Fired implements PollFuture<Long> {
        private final int count;
        private int fired;
        private long start;

        Fired(int count) {
            this.count = count;
        }

        @Override
        public Poll<Long> poll(Context cx) {
            if (start == 0) {
                Timers timers = cx.timers();
                Waker task = cx.waker();
                Waker one = () -> count(task);
                for (int i = 0; i < count; i++) {
                    var _ = timers.wakeAfter(spread(i, count), one);
                }
                start = System.nanoTime();
            }
            return fired == count ? Poll.ready(System.nanoTime() - start) : Poll.pending();
        }

        private void count(Waker task) {
            if (++fired == count) {
                task.wake();
            }
        }
    }
}
