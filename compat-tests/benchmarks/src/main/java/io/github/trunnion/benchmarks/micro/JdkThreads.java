package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Virtual threads on the JDK's scheduler, which has one thread. */
@State(Scope.Benchmark)
public class JdkThreads extends Threads {
    static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    static final String MAX_POOL_SIZE = "jdk.virtualThreadScheduler.maxPoolSize";

    /** Refuses a scheduler of more threads. */
    @Setup
    public void open() {
        requireOneThread();
    }

    static void requireOneThread() {
        require(Integer.getInteger(PARALLELISM, 0) == 1, "not one: " + PARALLELISM);
        require(Integer.getInteger(MAX_POOL_SIZE, 0) == 1, "not one: " + MAX_POOL_SIZE);
    }

    @Override
    Thread start(Runnable task) {
        return Thread.startVirtualThread(task);
    }

    @Override
    boolean isHere() {
        return Thread.currentThread().toString().contains("@ForkJoinPool-1-worker-1");
    }
}
