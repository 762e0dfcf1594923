package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** Which return types of a facade's methods are futures, what of, and how each is awaited. */
final class FacadeFutures {
    /** In the order in which they are asked: a CompletableFuture is awaited as a stage. */
    private static final List<Class<?>> AWAITED =
            List.of(CompletionStage.class, Future.class, PollFuture.class);

    private static final List<Class<?>> MADE =
            List.of(
                    CompletionStage.class,
                    CompletableFuture.class,
                    Future.class,
                    TaskFuture.class,
                    PollFuture.class);

    private FacadeFutures() {}

    static boolean isFuture(TypeShape type) {
        return AWAITED.stream().anyMatch(kind -> kind.isAssignableFrom(type.erasure()));
    }

    /** Whether the result of blocking code can be given out as that type of future. */
    static boolean isMade(TypeShape type) {
        return MADE.contains(type.erasure());
    }

    /** The type of the value of a future. */
    static TypeShape valueOf(TypeShape future) {
        for (Class<?> kind : AWAITED) {
            if (kind.isAssignableFrom(future.erasure()) && future instanceof TypeShape.Of named) {
                List<TypeShape> arguments = named.argumentsOf(kind);
                return arguments.isEmpty()
                        ? new TypeShape.Unknown(Object.class)
                        : arguments.getFirst();
            }
        }
        return new TypeShape.Unknown(Object.class);
    }

    /** Waits for the end of a future by the rules of {@link Await}. */
    static Settled<@Nullable Object> end(Object future, Waits how)
            throws InterruptedException, TimeoutException {
        return switch (future) {
            case CompletionStage<?> stage -> how.<@Nullable Object>stageEnd(stage);
            case Future<?> plain -> how.<@Nullable Object>futureEnd(plain);
            case PollFuture<?> poll -> how.<@Nullable Object>pollEnd(poll);
            default -> throw new AssertionError("no kind of future: " + future.getClass());
        };
    }
}
