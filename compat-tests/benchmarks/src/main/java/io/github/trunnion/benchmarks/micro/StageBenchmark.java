package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.loom.StageFuture;
import io.github.trunnion.loom.Stages;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Stages as poll-futures, and tasks as stages. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(StageBenchmark.TIMES)
public class StageBenchmark {
    static final int TIMES = 1_000;

    /** A stage that is complete: one poll. */
    @Benchmark
    public int readyToFuture(Bridge bridge) {
        return bridge.inside(
                cx -> {
                    int sum = 0;
                    for (int i = 0; i < TIMES; i++) {
                        sum += value(Stages.<Integer>hot(complete(1)), cx);
                    }
                    return sum;
                });
    }

    /** The same by a dependent stage. */
    @Benchmark
    public int readyThenApply() {
        int sum = 0;
        for (int i = 0; i < TIMES; i++) {
            sum += complete(1).thenApply(x -> x).join();
        }
        return sum;
    }

    /** A stage that completes later: one poll before, one after. */
    @Benchmark
    public int pendingToFuture(Bridge bridge) {
        return bridge.inside(
                cx -> {
                    int sum = 0;
                    for (int i = 0; i < TIMES; i++) {
                        CompletableFuture<Integer> stage = incomplete();
                        StageFuture<Integer> future = Stages.hot(stage);
                        Threads.require(future.poll(cx) == Poll.<Integer>pending(), "ready");
                        stage.complete(1);
                        sum += value(future, cx);
                    }
                    return sum;
                });
    }

    /** The same by a dependent stage. */
    @Benchmark
    public int pendingThenApply() {
        int sum = 0;
        for (int i = 0; i < TIMES; i++) {
            CompletableFuture<Integer> stage = incomplete();
            CompletableFuture<Integer> dependent = stage.thenApply(x -> x);
            stage.complete(1);
            sum += dependent.join();
        }
        return sum;
    }

    /** A task whose future a stage depends on. */
    @Benchmark
    public int taskThenApply(Bridge bridge) {
        CompletableFuture<?>[] ends = new CompletableFuture<?>[TIMES];
        for (int i = 0; i < TIMES; i++) {
            CompletionStage<Integer> task = bridge.executor.spawn(cx -> Poll.ready(1));
            ends[i] = task.thenApply(x -> x).toCompletableFuture();
        }
        CompletableFuture.allOf(ends).join();
        return TIMES;
    }

    /** The same of the JDK. */
    @Benchmark
    public int supplyAsyncThenApply(SpawnBenchmark.Pool state) {
        CompletableFuture<?>[] ends = new CompletableFuture<?>[TIMES];
        for (int i = 0; i < TIMES; i++) {
            ends[i] = CompletableFuture.supplyAsync(() -> 1, state.pool).thenApply(x -> x);
        }
        CompletableFuture.allOf(ends).join();
        return TIMES;
    }

    private static int value(StageFuture<Integer> future, Context cx) throws Exception {
        if (future.poll(cx) instanceof Poll.Ready<Integer> ready) {
            return ready.value();
        }
        throw new IllegalStateException("not ready");
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static CompletableFuture<Integer> complete(int value) {
        return CompletableFuture.completedFuture(value);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static CompletableFuture<Integer> incomplete() {
        return new CompletableFuture<>();
    }
}
