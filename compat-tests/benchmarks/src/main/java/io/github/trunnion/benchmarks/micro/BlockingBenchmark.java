package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Blocking;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Bodies that run on virtual threads of their own, and their results. */
@OperationsPerInvocation(BlockingBenchmark.BODIES)
public class BlockingBenchmark extends InVirtualThreads {
    static final int BODIES = 1_000;

    /** An executor of the JDK. */
    @State(Scope.Benchmark)
    public static class PerTask {
        private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

        /** Ends it. */
        @TearDown
        public void close() {
            executor.shutdownNow();
        }
    }

    /** By Blocking, with the standard context. */
    @Benchmark
    public int supply() {
        JdkThreads.requireOneThread();
        List<TaskFuture<Integer>> tasks = new ArrayList<>(BODIES);
        for (int i = 0; i < BODIES; i++) {
            tasks.add(Blocking.supply(() -> 1));
        }
        int sum = 0;
        for (TaskFuture<Integer> task : tasks) {
            sum += task.join();
        }
        return sum;
    }

    /** By the JDK. */
    @Benchmark
    public int supplyAsync(PerTask state) {
        JdkThreads.requireOneThread();
        List<CompletableFuture<Integer>> tasks = new ArrayList<>(BODIES);
        for (int i = 0; i < BODIES; i++) {
            tasks.add(CompletableFuture.supplyAsync(() -> 1, state.executor));
        }
        int sum = 0;
        for (CompletableFuture<Integer> task : tasks) {
            sum += task.join();
        }
        return sum;
    }
}
