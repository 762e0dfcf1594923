package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** Loops that run on virtual threads of the JDK's scheduler. */
final class VirtualLoop {
    /*
     * Overview
     *
     * A loop blocks in a hook. Before JDK 24 a virtual thread that blocks in a selector, or while it
     * holds a monitor, keeps the thread of the scheduler that carries it; so a loop is virtual from
     * 24 on, and there in hooks that say that they can park on it.
     *
     * The scheduler takes its threads from nobody: a loop that always has work lets others run, see
     * GiveWay.
     */
    private static final int LEAST_JDK = 24;

    private VirtualLoop() {}

    /** Whether this JDK can have them. */
    static boolean isPossible() {
        return Runtime.version().feature() >= LEAST_JDK;
    }

    /** Refuses what does not go together. */
    static void require(@Nullable BridgeMode demanded, boolean ownFactory) {
        require(demanded, ownFactory, Runtime.version());
    }

    static void require(
            @Nullable BridgeMode demanded, boolean ownFactory, Runtime.Version version) {
        if (demanded == BridgeMode.CARRIER) {
            throw new IllegalStateException(
                    "virtualLoop and the mode CARRIER exclude each other: what virtual threads run"
                            + " on is a platform thread. Demand HOSTED or no mode, or leave"
                            + " virtualLoop out.");
        }
        if (ownFactory) {
            throw new IllegalStateException(
                    "virtualLoop and carrierThreadFactory exclude each other: the factory makes"
                            + " platform threads. Leave one of them out.");
        }
        if (version.feature() < LEAST_JDK) {
            throw new IllegalStateException(
                    "virtualLoop needs JDK "
                            + LEAST_JDK
                            + " or later, and this is JDK "
                            + version
                            + ", where a virtual thread that waits in a selector keeps a thread of"
                            + " the scheduler. Run on a later JDK, or leave virtualLoop out: then"
                            + " the loop is a platform thread.");
        }
    }

    /** Makes the unstarted thread of a loop. */
    static Thread newThread(String name, Runnable loop) {
        Thread.Builder builder = Thread.ofVirtual().name(name);
        return Thread.currentThread().isVirtual()
                ? JdkScheduler.makeElsewhere(builder, loop)
                : builder.unstarted(loop);
    }
}
