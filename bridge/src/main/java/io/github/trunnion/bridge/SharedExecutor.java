package io.github.trunnion.bridge;

/** The executor of the process, made at first use. */
final class SharedExecutor {
    private static final String NAME = "trunnion-shared";

    static final BridgeExecutor INSTANCE =
            new BridgeExecutor(
                    BridgeExecutor.builder()
                            .name(NAME)
                            .ownThreadFactory(SharedExecutor::carrierOfNobody),
                    false);

    private SharedExecutor() {}

    /** Keeps nothing of whoever asks first: no class loader, no inherited thread-locals. */
    private static Thread carrierOfNobody(Runnable loop) {
        return Thread.ofPlatform()
                .name(NAME + "-0")
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .unstarted(loop);
    }
}
