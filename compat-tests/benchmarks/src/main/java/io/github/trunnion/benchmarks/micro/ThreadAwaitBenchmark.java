package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Waits of a virtual thread for results that are there, and for some that are not. What is new each
 * time comes from a method that is not inlined: real futures come from elsewhere, and the compiler
 * must not remove them. What is shared shows the wait alone.
 */
public class ThreadAwaitBenchmark extends InVirtualThreads {
    private static final int TIMES = 100_000;
    private static final int PENDING_TIMES = 10_000;
    private static final int HOSTED_TIMES = 1_000;

    /** Futures that stay complete. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final Poll<Integer> ready = Poll.ready(1);
        private final PollFuture<Integer> pollFuture = cx -> ready;
        private final CompletableFuture<Integer> stage = CompletableFuture.completedFuture(1);
    }

    /** A poll-future, on a carrier. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long carrierAwait(CarrierThreads threads) throws Exception {
        threads.polls += TIMES;
        return threads.inside(() -> await(threads.executor, TIMES));
    }

    /** A future of the JDK, on a carrier. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long carrierJoin(CarrierThreads threads) throws Exception {
        return threads.inside(() -> join(TIMES));
    }

    /** The same poll-future again and again, on a carrier. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long carrierAwaitShared(CarrierThreads threads, Shared shared) throws Exception {
        threads.polls += TIMES;
        return threads.inside(() -> awaitShared(threads.executor, shared));
    }

    /** The same future of the JDK again and again, on a carrier. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long carrierJoinShared(CarrierThreads threads, Shared shared) throws Exception {
        return threads.inside(() -> joinShared(shared));
    }

    /** A poll-future, on the JDK's scheduler: there and back between it and the carrier. */
    @Benchmark
    @OperationsPerInvocation(HOSTED_TIMES)
    public long hostedAwait(HostedThreads threads) throws Exception {
        threads.polls += HOSTED_TIMES;
        return threads.inside(() -> await(threads.executor, HOSTED_TIMES));
    }

    /** A future of the JDK, on the JDK's scheduler. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long jdkJoin(JdkThreads threads) throws Exception {
        return threads.inside(() -> join(TIMES));
    }

    /** A poll-future that wakes itself in its first poll, on a carrier. */
    @Benchmark
    @OperationsPerInvocation(PENDING_TIMES)
    public long carrierAwaitPending(CarrierThreads threads) throws Exception {
        threads.polls += 2 * PENDING_TIMES;
        return threads.inside(
                () -> {
                    for (int i = 0; i < PENDING_TIMES; i++) {
                        threads.executor.await(PollFutures.yieldNow());
                    }
                    return PENDING_TIMES;
                });
    }

    /** A future of the JDK that the same carrier completes. */
    @Benchmark
    @OperationsPerInvocation(PENDING_TIMES)
    public long carrierJoinPending(CarrierThreads threads) throws Exception {
        return threads.inside(() -> joinPending(threads.executor));
    }

    /** A future of the JDK that a new virtual thread of the same scheduler completes. */
    @Benchmark
    @OperationsPerInvocation(PENDING_TIMES)
    public long jdkJoinPending(JdkThreads threads) throws Exception {
        return threads.inside(() -> joinPending(task -> threads.start(task)));
    }

    private static long joinPending(Executor executor) {
        long sum = 0;
        for (int i = 0; i < PENDING_TIMES; i++) {
            sum += CompletableFuture.supplyAsync(() -> 1, executor).join();
        }
        return checked(sum, PENDING_TIMES);
    }

    private static long await(BridgeExecutor executor, int times) throws Exception {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += executor.await(pollFuture(1));
        }
        return checked(sum, times);
    }

    private static long join(int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += stage(1).join();
        }
        return checked(sum, times);
    }

    private static long awaitShared(BridgeExecutor executor, Shared shared) throws Exception {
        long sum = 0;
        for (int i = 0; i < TIMES; i++) {
            sum += executor.await(shared.pollFuture);
        }
        return checked(sum, TIMES);
    }

    private static long joinShared(Shared shared) {
        long sum = 0;
        for (int i = 0; i < TIMES; i++) {
            sum += shared.stage.join();
        }
        return checked(sum, TIMES);
    }

    private static long checked(long sum, int times) {
        Threads.require(sum == times, times + " times one is " + sum);
        return sum;
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static PollFuture<Integer> pollFuture(int value) {
        return PollFutures.ready(value);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static CompletableFuture<Integer> stage(int value) {
        return CompletableFuture.completedFuture(value);
    }
}
