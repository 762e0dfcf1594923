package io.github.trunnion.compat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** The source of a pending operation, whichever of the three kinds it is. */
final class Awaited {
    private Awaited() {}

    /** Waits with the options. */
    static <E extends Exception> @Nullable Object await(AwaitOptions<E> options, Object source)
            throws E, InterruptedException {
        return switch (source) {
            case CompletionStage<?> stage -> options.await(stage);
            case PollFuture<?> poll -> options.await(poll);
            case Future<?> future -> options.awaitFuture(future);
            default -> throw new IllegalArgumentException("no source: " + source.getClass());
        };
    }

    /** The source as a future that is polled; its cancel reaches the operation. */
    static PollFuture<?> polled(Object source) {
        return switch (source) {
            case CompletionStage<?> stage -> Stages.hot(stage);
            case PollFuture<?> poll -> poll;
            case Future<?> future -> Blocking.lazy(() -> Await.awaitFuture(future));
            default -> throw new IllegalArgumentException("no source: " + source.getClass());
        };
    }

    /**
     * As {@link #polled(Object)}.
     *
     * @param awaits is run when the source is awaited: a cancel before that does not reach a plain
     *     Future
     */
    static PollFuture<?> polled(Object source, Runnable awaits) {
        if (source instanceof Future<?> future && !(source instanceof CompletionStage<?>)) {
            return Blocking.lazy(
                    () -> {
                        awaits.run();
                        return Await.awaitFuture(future);
                    });
        }
        awaits.run();
        return polled(source);
    }

    /** The source as one that can be awaited more than once. */
    static Object shared(Object source, BridgeExecutor bridge) {
        return source instanceof PollFuture<?> poll ? bridge.spawn(poll) : source;
    }
}
