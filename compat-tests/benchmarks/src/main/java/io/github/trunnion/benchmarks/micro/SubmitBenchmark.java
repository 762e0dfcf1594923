package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;

/** Actions handed over by another thread, until the last of them has run. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SubmitBenchmark.SUBMITS)
public class SubmitBenchmark {
    static final int SUBMITS = 10_000;

    /** To a carrier. */
    @Benchmark
    public int execute(Bridge bridge) {
        return submit(bridge.executor);
    }

    /** To a pool of one worker. */
    @Benchmark
    public int executeForkJoin(SpawnBenchmark.Pool state) {
        return submit(state.pool);
    }

    private static int submit(Executor executor) {
        Runnable nothing = () -> {};
        for (int i = 1; i < SUBMITS; i++) {
            executor.execute(nothing);
        }
        Phaser reached = new Phaser(1);
        executor.execute(reached::arrive);
        return reached.awaitAdvance(0);
    }
}
