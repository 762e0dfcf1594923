package io.github.trunnion.vertx;

import io.github.trunnion.loom.NonBlockingThreads;
import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

/**
 * Knows the event loop that runs the caller: awaits on it are refused (aw14). Found by
 * ServiceLoader.
 */
public final class EventLoopThreads implements NonBlockingThreads {
    /** For ServiceLoader. */
    public EventLoopThreads() {}

    @Override
    public @Nullable String describe(Thread thread) {
        return thread == Thread.currentThread() && Context.isOnEventLoopThread()
                ? "an event loop of Vert.x"
                : null;
    }
}
