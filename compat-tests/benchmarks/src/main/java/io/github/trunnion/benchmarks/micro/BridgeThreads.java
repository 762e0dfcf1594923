package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.CarrierCounters;

import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Virtual threads of an executor with one carrier. At the end the counters of the carrier must
 * balance with what the benchmark says that it did.
 */
abstract class BridgeThreads extends Threads {
    final BridgeExecutor executor;
    private final BridgeMode mode;

    /** At least so many polls were done. */
    long polls;

    /** At least so many times a virtual thread was started or resumed. */
    long runs;

    /** So many virtual threads were started from outside. */
    long entries;

    BridgeThreads(BridgeMode mode) {
        this.mode = mode;
        executor = BridgeExecutor.builder().name("bench").daemon(true).mode(mode).build();
    }

    /** Compares the counters with what was done. */
    abstract void check(CarrierCounters counters);

    @Override
    Thread start(Runnable task) {
        Thread thread = executor.newThread(null, task);
        thread.start();
        return thread;
    }

    @Override
    <T> T inside(Callable<T> body) throws InterruptedException, ExecutionException {
        entries++;
        return super.inside(body);
    }

    /** Refuses another mode. */
    @Setup
    public void open() {
        require(executor.mode() == mode, "mode " + executor.mode());
        JdkThreads.requireOneThread();
    }

    /** Checks and ends the executor. */
    @TearDown
    public void close() {
        CarrierCounters counters = executor.counters();
        executor.close(Duration.ZERO);
        require(counters.polls() >= polls, polls + " polls were to be done: " + counters);
        check(counters);
    }
}
