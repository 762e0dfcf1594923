package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What futures do inside a poll: look whether their lease is current, acquire one more. */
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
        return held.bridge.inside(cx -> countCurrent(held.lease, cx, TIMES));
    }

    static int countCurrent(ReactorLease<Uninterested> lease, Context cx, int times) {
        int current = 0;
        for (int i = 0; i < times; i++) {
            if (lease.isCurrent(cx.reactor())) {
                current++;
            }
        }
        return current;
    }

    /** One lease more, as for one channel more. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int acquireAgain(Held held) {
        return held.bridge.inside(cx -> acquireMany(cx, TIMES));
    }

    static int acquireMany(Context cx, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            cx.reactor().acquire(Uninterested.class, h -> new Uninterested()).close();
        }
        return times;
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
