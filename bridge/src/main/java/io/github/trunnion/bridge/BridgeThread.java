package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** A platform thread that we have made for a loop; it knows the loop that it runs. */
final class BridgeThread extends Thread {
    /** The carrier whose loop runs; confined to the thread. */
    private @Nullable Carrier loop;

    BridgeThread(Runnable task, String name, boolean daemon) {
        super(task, name);
        setDaemon(daemon);
    }

    @Nullable Carrier loop() {
        return loop;
    }

    void runs(@Nullable Carrier carrier) {
        loop = carrier;
    }
}
