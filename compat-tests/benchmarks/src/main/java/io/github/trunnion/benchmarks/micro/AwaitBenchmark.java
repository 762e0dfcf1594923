package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits of a virtual thread for results that are there. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(AwaitBenchmark.TIMES)
public class AwaitBenchmark {
    static final int TIMES = 10_000;

    /** A poll-future that is ready. */
    @Benchmark
    public int awaitReady() throws Exception {
        return onVirtualThread(() -> Await.await(PollFutures.ready(1)));
    }

    /** A stage that is complete. */
    @Benchmark
    public int awaitReadyStage() throws Exception {
        return onVirtualThread(() -> Await.await(CompletableFuture.completedFuture(1)));
    }

    /** The same with the means of the JDK. */
    @Benchmark
    public int joinReady() throws Exception {
        return onVirtualThread(() -> CompletableFuture.completedFuture(1).join());
    }

    /** The same with the means of the JDK, interruptible. */
    @Benchmark
    public int getReady() throws Exception {
        return onVirtualThread(() -> CompletableFuture.completedFuture(1).get());
    }

    /** What is measured. */
    @FunctionalInterface
    private interface Wait {
        int once() throws Exception;
    }

    private static int onVirtualThread(Wait wait) throws Exception {
        CompletableFuture<Integer> sum = new CompletableFuture<>();
        var _ =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                int total = 0;
                                for (int i = 0; i < TIMES; i++) {
                                    total += wait.once();
                                }
                                sum.complete(total);
                            } catch (Throwable thrown) {
                                sum.completeExceptionally(thrown);
                            }
                        });
        return sum.get();
    }
}
