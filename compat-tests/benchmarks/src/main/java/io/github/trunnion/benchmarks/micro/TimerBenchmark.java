package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Timers: one more, and its cancel or its end. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerBenchmark {
    private static final int TIMES = 10_000;

    /** Timers that are pending meanwhile. */
    @State(Scope.Benchmark)
    public static class Pending {
        /** How many. */
        @Param({"1000", "1000000"})
        public int timers;

        final Bridge bridge = new Bridge();
        private final List<Registration> pending = new ArrayList<>();

        /** Adds them. */
        @Setup
        public void add() {
            int added = bridge.inside(cx -> addAll(cx.timers()));
            if (added != timers) {
                throw new IllegalStateException("added " + added);
            }
        }

        private int addAll(Timers into) {
            for (int i = 0; i < timers; i++) {
                pending.add(into.wakeAfter(TimeUnit.HOURS.toNanos(1) + spread(i), Wakers.noop()));
            }
            return pending.size();
        }

        /** Ends the executor. */
        @TearDown
        public void close() {
            bridge.close();
        }
    }

    /** One timer more, and its cancel. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int startAndCancel(Pending state) {
        return state.bridge.inside(
                cx -> {
                    Timers timers = cx.timers();
                    for (int i = 0; i < TIMES; i++) {
                        timers.wakeAfter(TimeUnit.HOURS.toNanos(1) + spread(i), Wakers.noop())
                                .close();
                    }
                    return TIMES;
                });
    }

    /** Some time up to an hour, in no order. */
    private static long spread(int i) {
        return Math.floorMod(i * 0x9E3779B97F4A7C15L, TimeUnit.HOURS.toNanos(1));
    }

    /** One timer more, which is due at once, and its wake. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int startAndFire(Pending state) {
        return state.bridge.executor.spawn(new Fired()).join();
    }

    /** Starts timers in its first poll and is ready when all of them have fired. */
    private static final class Fired implements PollFuture<Integer> {
        private int fired;
        private boolean started;

        @Override
        public Poll<Integer> poll(Context cx) {
            if (!started) {
                started = true;
                Timers timers = cx.timers();
                Waker task = cx.waker();
                Waker one = () -> count(task);
                for (int i = 0; i < TIMES; i++) {
                    var _ = timers.wakeAfter(0, one);
                }
            }
            return fired == TIMES ? Poll.ready(fired) : Poll.pending();
        }

        private void count(Waker task) {
            if (++fired == TIMES) {
                task.wake();
            }
        }
    }
}
