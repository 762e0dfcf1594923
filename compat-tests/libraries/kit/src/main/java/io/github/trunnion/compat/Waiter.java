package io.github.trunnion.compat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;

/** The kinds of thread that await. */
public enum Waiter {
    /** On the scheduler of the JDK. */
    VIRTUAL {
        @Override
        Thread thread(Runnable body) {
            return Thread.ofVirtual().name("waiter").unstarted(body);
        }
    },

    /** On the carriers of a bridge. */
    CARRIER {
        @Override
        Thread thread(Runnable body) {
            return Bridges.CARRIER.newThread("waiter", body);
        }
    },

    /** Of a bridge whose virtual threads run on the scheduler of the JDK. */
    HOSTED {
        @Override
        Thread thread(Runnable body) {
            return Bridges.HOSTED.newThread("waiter", body);
        }
    },

    PLATFORM {
        @Override
        Thread thread(Runnable body) {
            return Thread.ofPlatform().name("waiter").daemon().unstarted(body);
        }
    };

    abstract Thread thread(Runnable body);

    /** The bridges of these tests; their threads are daemons. */
    static final class Bridges {
        static final BridgeExecutor CARRIER = of(BridgeMode.CARRIER);
        static final BridgeExecutor HOSTED = of(BridgeMode.HOSTED);

        private Bridges() {}

        private static BridgeExecutor of(BridgeMode mode) {
            return BridgeExecutor.builder()
                    .name("compat-" + mode)
                    .mode(mode)
                    .carriers(2)
                    .daemon(true)
                    .build();
        }
    }
}
