package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.BridgeExecutor;

import java.util.Locale;

/** The ways by their names on the command line. */
enum WayName {
    POLL,
    STAGE,
    BLOCKING,
    NATIVE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Way open(Names names, BridgeExecutor bridge) {
        return switch (this) {
            case POLL -> new PollWay(names);
            case STAGE -> new StageWay();
            case BLOCKING -> new BlockingWay(names, bridge);
            case NATIVE -> new NativeWay(names);
        };
    }
}
