package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import java.util.concurrent.CountDownLatch;

/** Makes and starts virtual threads that end at once, and waits for all. */
@OperationsPerInvocation(ThreadStartBenchmark.THREADS)
public class ThreadStartBenchmark extends InVirtualThreads {
    static final int THREADS = 10_000;

    /** On a carrier. */
    @Benchmark
    public int carrierStart(CarrierThreads threads) throws Exception {
        threads.runs += THREADS;
        return threads.inside(() -> startMany(threads));
    }

    /** On a carrier, from another thread. */
    @Benchmark
    public int carrierStartOutside(CarrierThreads threads) throws Exception {
        threads.runs += THREADS;
        threads.entries += THREADS;
        return startMany(threads);
    }

    /** Of an executor, on the JDK's scheduler. */
    @Benchmark
    public int hostedStart(HostedThreads threads) throws Exception {
        return threads.inside(() -> startMany(threads));
    }

    /** Of an executor, on the JDK's scheduler, from another thread. */
    @Benchmark
    public int hostedStartOutside(HostedThreads threads) throws Exception {
        return startMany(threads);
    }

    /** On the JDK's scheduler. */
    @Benchmark
    public int jdkStart(JdkThreads threads) throws Exception {
        return threads.inside(() -> startMany(threads));
    }

    /** On the JDK's scheduler, from another thread. */
    @Benchmark
    public int jdkStartOutside(JdkThreads threads) throws Exception {
        return startMany(threads);
    }

    private static int startMany(Threads threads) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(THREADS);
        Runnable task = left::countDown;
        for (int i = 0; i < THREADS; i++) {
            var _ = threads.start(task);
        }
        left.await();
        return THREADS;
    }
}
