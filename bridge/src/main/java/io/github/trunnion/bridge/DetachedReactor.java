package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A reactor with a thread of its own: an executor of one carrier, whose tasks are waits. */
final class DetachedReactor implements SelectorReactor.Detached {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final BridgeExecutor executor;

    private DetachedReactor(String name) {
        this.name = name;
        this.executor =
                BridgeExecutor.builder()
                        .name(name)
                        .mode(BridgeMode.HOSTED) // it has no virtual threads
                        .ownThreadFactory(
                                Thread.ofPlatform()
                                        .name(name)
                                        .daemon()
                                        .inheritInheritableThreadLocals(false)
                                        .factory())
                        .build();
    }

    static DetachedReactor create() {
        return new DetachedReactor("trunnion-selector-" + COUNT.incrementAndGet());
    }

    /** The one for all contexts that take no reactor; never closed. */
    static DetachedReactor shared() {
        return Shared.REACTOR;
    }

    private static final class Shared {
        static final DetachedReactor REACTOR = new DetachedReactor("trunnion-selector-shared");
    }

    static DetachedReactor require(SelectorReactor.Detached reactor) {
        return (DetachedReactor) requireNonNull(reactor, "reactor");
    }

    TaskFuture<@Nullable Void> start(DetachedWait wait) {
        try {
            return executor.spawn(wait);
        } catch (RejectedExecutionException notOpen) {
            throw closed(notOpen);
        }
    }

    IllegalStateException closed(@Nullable Throwable cause) {
        return new IllegalStateException("The detached reactor " + name + " is closed.", cause);
    }

    @Override
    public void close() {
        executor.close(Duration.ZERO);
    }

    @Override
    public String toString() {
        return "SelectorReactor.Detached[" + name + (executor.isClosed() ? ", closed]" : "]");
    }
}
