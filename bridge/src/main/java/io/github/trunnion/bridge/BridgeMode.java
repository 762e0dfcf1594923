package io.github.trunnion.bridge;

/** Where the virtual threads of a {@link BridgeExecutor} run. */
public enum BridgeMode {
    /**
     * On the carriers: a virtual thread that awaits a poll-future polls it itself, and is resumed
     * by the carrier that waits in the reactor, without a hop to another thread.
     *
     * <p>This needs {@code java.base/java.lang} to be open to this library: {@code --add-opens
     * java.base/java.lang=ALL-UNNAMED} on the class path, {@code =io.github.trunnion.bridge} on the
     * module path, or {@code Add-Opens: java.base/java.lang} in the manifest of a jar that is
     * started by {@code java -jar}. It is the default where that is so, on JDK 24 and later; on JDK
     * 21 to 23 it has to be demanded, because there a virtual thread that waits inside {@code
     * synchronized} stops its carrier.
     */
    CARRIER,

    /**
     * On the scheduler of the JDK: an await hands the future to a carrier and parks the virtual
     * thread, one hop there and one back. Works everywhere and needs no flag.
     */
    HOSTED
}
