package io.github.trunnion.bridge;

import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;

/** Says once per process where virtual threads run, and which flag would change that. */
final class BackEndLog {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private BackEndLog() {}

    /**
     * For an executor whose builder leaves the mode open, on the thread that makes it; an executor
     * is made also if the log is broken.
     */
    static void once() {
        if (SAID.compareAndSet(false, true)) {
            try {
                LoggerFactory.getLogger(BridgeExecutor.class).info("{}", BackEnd.description());
            } catch (RuntimeException broken) {
                LastResort.report(broken);
            }
        }
    }
}
