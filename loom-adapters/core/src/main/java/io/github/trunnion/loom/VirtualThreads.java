package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;

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
    private static final ThreadFactory ASYNC =
            Thread.ofVirtual().name("trunnion-async-", 0).factory();

    /** Runs each action on a virtual thread of its own: dependents without an executor. */
    static final Executor PER_TASK = VirtualThreads::startAsync;

    private VirtualThreads() {}

    private static void startAsync(Runnable action) {
        start(ASYNC.newThread(action), noThread -> action.run());
    }

    /** Starts a thread for a blocking body; if none can be had, it is told so or this throws. */
    static void startBody(Runnable body, Consumer<Throwable> refused) {
        start(BODIES.newThread(body), refused);
    }

    /** Starts the thread, from a loop thread by way of the starter. */
    private static void start(Thread thread, Consumer<Throwable> refused) {
        if (BlockOn.isBlockingAllowed()) {
            thread.start();
        } else {
            OffLoop.start(thread, refused);
        }
    }
}
