package io.github.trunnion.netty;

import io.github.trunnion.loom.NonBlockingThreads;
import io.netty.channel.EventLoop;
import io.netty.util.internal.ThreadExecutorMap;

import org.jspecify.annotations.Nullable;

/**
 * Knows the event loop that runs the caller: awaits on it are refused (aw14, sp05). Found by
 * ServiceLoader.
 */
public final class EventLoopThreads implements NonBlockingThreads {
    /** For ServiceLoader. */
    public EventLoopThreads() {}

    @Override
    public @Nullable String describe(Thread thread) {
        return thread == Thread.currentThread() ? kindOfCaller() : null;
    }

    static @Nullable String kindOfCaller() {
        return ThreadExecutorMap.currentExecutor() instanceof EventLoop
                ? "an event loop of Netty"
                : null;
    }
}
