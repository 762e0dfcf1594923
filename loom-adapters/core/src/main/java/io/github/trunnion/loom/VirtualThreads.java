package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The one place that makes virtual threads, always for the scheduler of the JDK: on a carrier of
 * ours blocking code would stop the reactor.
 */
final class VirtualThreads {
    private static final ThreadFactory BODIES =
            Thread.ofVirtual().name("trunnion-blocking-", 0).factory();
    private static final ThreadFactory LIMITED_BODIES =
            Thread.ofVirtual()
                    .name("trunnion-limited-", 0)
                    .inheritInheritableThreadLocals(false)
                    .factory();
    private static final ThreadFactory ASYNC =
            Thread.ofVirtual().name("trunnion-async-", 0).factory();

    /** Runs each action on a virtual thread of its own: dependents without an executor. */
    static final Executor PER_TASK = VirtualThreads::startAsync;

    private VirtualThreads() {}

    /** Whether a virtual thread that this one makes would run on a carrier of ours. */
    private static boolean isOnCarrier() {
        BridgeExecutor current =
                Thread.currentThread().isVirtual() ? BridgeExecutor.current() : null;
        return current != null && current.mode() == BridgeMode.CARRIER;
    }

    private static void startAsync(Runnable action) {
        start(ASYNC, action, noThread -> action.run());
    }

    /**
     * Starts a thread for a blocking body; if none can be had, it is told so or this throws.
     *
     * @param limited whether it may be another body's thread that starts this one, from which it
     *     must inherit nothing
     */
    static void startBody(Runnable body, boolean limited, Consumer<Throwable> refused) {
        start(limited ? LIMITED_BODIES : BODIES, body, refused);
    }

    /**
     * Starts a thread. A loop thread has it started by the starter; a virtual thread that runs on a
     * carrier has it made there as well, or it would inherit the carrier.
     */
    private static void start(ThreadFactory factory, Runnable task, Consumer<Throwable> refused) {
        boolean onLoop = !BlockOn.isBlockingAllowed();
        if (isOnCarrier() || (onLoop && Thread.currentThread().isVirtual())) {
            OffLoop.start(() -> factory.newThread(task), refused);
        } else if (onLoop) {
            Thread thread = factory.newThread(task);
            OffLoop.start(() -> thread, refused);
        } else {
            factory.newThread(task).start();
        }
    }
}
