package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Spawns tasks that are ready at once, and waits for the last. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SpawnBenchmark.TASKS)
public class SpawnBenchmark {
    static final int TASKS = 10_000;

    /** A pool of one worker that is first in, first out, as a carrier is. */
    @State(Scope.Benchmark)
    public static class Pool {
        final ForkJoinPool pool =
                new ForkJoinPool(1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);

        /** Ends the pool. */
        @TearDown
        public void close() {
            pool.shutdownNow();
        }
    }

    /** Spawns from inside and ends after the last of the spawned, which is polled last. */
    private static final class Spawner implements PollFuture<Integer> {
        private @Nullable TaskFuture<Integer> last;

        @Override
        public Poll<Integer> poll(Context cx) {
            TaskFuture<Integer> spawned = last;
            if (spawned != null) {
                return Poll.ready(spawned.resultNow());
            }
            for (int i = 0; i < TASKS; i++) {
                spawned = BridgeExecutor.spawnHere(task -> Poll.ready(1));
            }
            last = spawned;
            cx.waker().wake();
            return Poll.pending();
        }
    }

    /** On the carrier. */
    @Benchmark
    public int inside(Bridge bridge) {
        return bridge.executor.spawn(new Spawner()).join();
    }

    /** From another thread. */
    @Benchmark
    public int outside(Bridge bridge) {
        TaskFuture<Integer> last = bridge.executor.spawn(task -> Poll.ready(1));
        for (int i = 1; i < TASKS; i++) {
            last = bridge.executor.spawn(task -> Poll.ready(1));
        }
        return last.join();
    }

    /** The least a queue of tasks costs. */
    @Benchmark
    public int arrayDequeLoop() {
        ArrayDeque<CompletableFuture<Integer>> queue = new ArrayDeque<>();
        for (int i = 0; i < TASKS; i++) {
            queue.add(new CompletableFuture<>());
        }
        int sum = 0;
        for (CompletableFuture<Integer> next = queue.poll(); next != null; next = queue.poll()) {
            next.complete(1);
            sum += next.join();
        }
        return sum;
    }

    /** supplyAsync from the only worker. */
    @Benchmark
    public int supplyAsyncInside(Pool state) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        state.pool.execute(() -> supplyMany(state.pool, end));
        return end.join();
    }

    /** supplyAsync from another thread. */
    @Benchmark
    public int supplyAsyncOutside(Pool state) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        supplyMany(state.pool, end);
        return end.join();
    }

    /** The worker takes them in order, so the last one ends last. */
    private static void supplyMany(ForkJoinPool pool, CompletableFuture<Integer> end) {
        CompletableFuture<Integer> last = CompletableFuture.supplyAsync(() -> 1, pool);
        for (int i = 1; i < TASKS; i++) {
            last = CompletableFuture.supplyAsync(() -> 1, pool);
        }
        var _ = last.thenAccept(end::complete);
    }

    /** Virtual threads of the JDK's scheduler. */
    @Benchmark
    public long virtualThreads() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            var _ = Thread.startVirtualThread(left::countDown);
        }
        left.await();
        return left.getCount();
    }
}
