package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.interleavings.Sim;

/** Executors with simulated carriers. */
final class Bridge {
    private Bridge() {}

    static BridgeExecutor open(int carriers) {
        return open(carriers, BridgeMode.HOSTED);
    }

    /** Its virtual threads run on its carriers. */
    static BridgeExecutor openCarried(int carriers) {
        return open(carriers, BridgeMode.CARRIER);
    }

    private static BridgeExecutor open(int carriers, BridgeMode mode) {
        return BridgeExecutor.builder()
                .name("bridge")
                .carriers(carriers)
                .carrierThreadFactory(Sim.carriers())
                .uncaughtHandler(Sim.handler())
                .diagnostics(false)
                .mode(mode)
                .build();
    }

    /** Closes and looks whether all is in order. */
    static void close(BridgeExecutor bridge) {
        bridge.close();
        Sim.check(bridge.isClosed(), "the executor is closed");
        checkUnparks(bridge);
    }

    /** E3. */
    static void checkUnparks(BridgeExecutor bridge) {
        for (CarrierCounters counters : bridge.carrierCounters()) {
            long parks = counters.parksPlain() + counters.parksHook();
            Sim.check(
                    counters.unparks() <= parks,
                    counters.unparks() + " unparks are at most the " + parks + " parks (E3)");
        }
    }
}
