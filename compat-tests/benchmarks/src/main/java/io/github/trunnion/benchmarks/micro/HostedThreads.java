package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.CarrierCounters;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Virtual threads of an executor on the JDK's scheduler, which has one thread. */
@State(Scope.Benchmark)
public class HostedThreads extends BridgeThreads {
    /** Makes the executor. */
    public HostedThreads() {
        super(BridgeMode.HOSTED);
    }

    @Override
    boolean isHere() {
        return BridgeExecutor.current() == executor && !executor.awaitsInPlace();
    }

    /** The carrier ran none of the threads. */
    @Override
    void check(CarrierCounters counters) {
        require(counters.continuations() == 0, "virtual threads ran on the carrier: " + counters);
    }
}
