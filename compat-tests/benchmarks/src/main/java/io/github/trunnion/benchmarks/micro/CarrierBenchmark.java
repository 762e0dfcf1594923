package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What futures do inside a poll: look whether their lease is current, set and cancel timers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CarrierBenchmark {
    private static final int TIMES = 10_000;

    /** A hook that is never parked in: nobody is interested. */
    static final class Uninterested implements ReactorHook {
        @Override
        public int park(long nanos) {
            return 0;
        }

        @Override
        public void unpark() {}

        @Override
        public boolean hasInterest() {
            return false;
        }

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void close() {}
    }

    /** A held hook. */
    @State(Scope.Benchmark)
    public static class Held {
        final Bridge bridge = new Bridge();
        final ReactorLease<Uninterested> lease =
                bridge.inside(
                        cx -> cx.reactor().acquire(Uninterested.class, h -> new Uninterested()));

        /** Ends the executor. */
        @TearDown
        public void close() {
            bridge.close();
        }
    }

    /** The check of a channel in each of its polls. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int leaseIsCurrent(Held held) {
        return held.bridge.inside(cx -> countCurrent(held.lease, cx));
    }

    private static int countCurrent(ReactorLease<Uninterested> lease, Context cx) {
        int current = 0;
        for (int i = 0; i < TIMES; i++) {
            if (lease.isCurrent(cx.reactor())) {
                current++;
            }
        }
        return current;
    }

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
    public int timerAddAndCancel(Pending state) {
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

    /** Results that are there. */
    @State(Scope.Benchmark)
    public static class Done {
        final Bridge bridge = new Bridge();
        final TaskFuture<Integer> task = bridge.executor.spawn(cx -> Poll.ready(1));
        final CompletableFuture<Integer> stage = CompletableFuture.completedFuture(task.join());

        /** Ends the executor. */
        @TearDown
        public void close() {
            bridge.close();
        }
    }

    /** Waits for a task that is done. */
    @Benchmark
    public int joinReady(Done done) {
        return done.task.join();
    }

    /** The same of the JDK. */
    @Benchmark
    public int joinReadyStage(Done done) {
        return done.stage.join();
    }
}
