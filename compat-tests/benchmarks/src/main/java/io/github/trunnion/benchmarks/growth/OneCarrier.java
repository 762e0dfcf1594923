package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.bridge.BridgeExecutor;

import java.util.concurrent.Phaser;

/** The executor of all sweeps of a JVM, with one carrier. */
final class OneCarrier {
    static final BridgeExecutor EXECUTOR =
            BridgeExecutor.builder().name("growth").daemon(true).build();

    private OneCarrier() {}

    /** Returns when the carrier has run all that was queued before. */
    static void barrier() {
        Phaser reached = new Phaser(1);
        EXECUTOR.execute(reached::arrive);
        reached.awaitAdvance(0);
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
