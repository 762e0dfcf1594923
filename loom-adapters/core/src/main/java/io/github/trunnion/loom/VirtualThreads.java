package io.github.trunnion.loom;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

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
    static final Executor PER_TASK = action -> ASYNC.newThread(action).start();

    private VirtualThreads() {}

    static Thread forBody(Runnable body) {
        return BODIES.newThread(body);
    }
}
