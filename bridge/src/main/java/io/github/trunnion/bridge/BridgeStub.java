package io.github.trunnion.bridge;

/** Replaced by the first real class. */
public final class BridgeStub {
    private BridgeStub() {}

    static String name() {
        return "bridge";
    }
}
