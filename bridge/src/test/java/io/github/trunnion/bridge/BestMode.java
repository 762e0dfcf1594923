package io.github.trunnion.bridge;

/** The carrier mode wherever it is to be had: on JDK 21 it has to be demanded. */
final class BestMode {
    private BestMode() {}

    static BridgeBuilder builder() {
        return BridgeExecutor.builder()
                .mode(BackEnd.isOpen() ? BridgeMode.CARRIER : BridgeMode.HOSTED);
    }
}
