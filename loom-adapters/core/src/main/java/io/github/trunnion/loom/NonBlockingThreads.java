package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

/**
 * Recognises platform threads that must not block, such as the event loops of a library (aw14).
 *
 * <p>It is asked before each await that would park a platform thread: {@link AwaitGuard#register}
 * makes it known, or {@link java.util.ServiceLoader}, where a jar provides it. The loops of {@link
 * io.github.trunnion.bridge.BridgeExecutor} and the event dispatch thread of AWT are known.
 */
@FunctionalInterface
public interface NonBlockingThreads {
    /**
     * Says what a thread is. May be called by any thread at any time; must not block. What it
     * throws is logged, and taken for null.
     *
     * @param thread a platform thread
     * @return what it is, for a message, such as "an event loop of Netty"; null if it may block
     */
    @Nullable String describe(Thread thread);
}
