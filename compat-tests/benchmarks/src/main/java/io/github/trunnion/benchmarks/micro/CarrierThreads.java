package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.CarrierCounters;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Virtual threads on a carrier. */
@State(Scope.Benchmark)
public class CarrierThreads extends BridgeThreads {
    /** Makes the executor. */
    public CarrierThreads() {
        super(BridgeMode.CARRIER);
    }

    @Override
    boolean isHere() {
        return executor.awaitsInPlace();
    }

    /** The carrier ran the threads, and no thread but those that entered came from elsewhere. */
    @Override
    void check(CarrierCounters counters) {
        require(counters.continuations() >= runs, runs + " runs were to be done: " + counters);
        require(counters.foreignSubmits() <= entries, entries + " entries, but " + counters);
    }
}
