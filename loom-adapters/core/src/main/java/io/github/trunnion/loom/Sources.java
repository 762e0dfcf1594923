package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** What can be asked of a source, which may be anybody's class. */
final class Sources {
    private Sources() {}

    /**
     * Whether the source is known to be done. A minimal stage of the JDK is a CompletableFuture
     * that refuses the question.
     */
    static boolean isDone(Object source) {
        try {
            return source instanceof Future<?> future && future.isDone();
        } catch (UnsupportedOperationException minimalStage) {
            return false;
        }
    }

    /** Whether {@code isDone}, {@code get} and {@code cancel} of the future work at all. */
    static boolean isReadable(Future<?> future) {
        try {
            future.isDone();
            return true;
        } catch (UnsupportedOperationException minimalStage) {
            return false;
        }
    }

    /**
     * Cancels a stage as far as it can be cancelled (aw07).
     *
     * <p>A stage that is no Future has no cancel of its own; where {@code toCompletableFuture()} is
     * a view that leads back to the source, cancelling the view is. Elsewhere that cancels a copy,
     * which does no harm.
     */
    static void cancel(CompletionStage<?> stage) {
        try {
            if (stage instanceof Future<?> future) {
                future.cancel(true);
            } else {
                stage.toCompletableFuture().cancel(true);
            }
        } catch (UnsupportedOperationException cannotBeCancelled) {
            // The interface allows it.
        }
    }

    /** The same; what the stage throws is logged for the class that cancels. */
    static void cancelOrLog(CompletionStage<?> stage, Class<?> canceller) {
        try {
            cancel(stage);
        } catch (Throwable thrown) {
            LoggerFactory.getLogger(canceller).warn("cancel of {} threw", describe(stage), thrown);
        }
    }

    /** The task that a stage is a face of, if that is known; else null. */
    static @Nullable TaskFuture<?> task(CompletionStage<?> stage) {
        return switch (stage) {
            case TaskFuture<?> task -> task;
            case TaskView<?> view -> view.task();
            case LinkedFuture<?> linked -> linked.task();
            default -> null;
        };
    }

    /** Names the source in messages; never throws. */
    static String describe(Object source) {
        try {
            return String.valueOf(source);
        } catch (Throwable broken) {
            return source.getClass().getName() + "@" + System.identityHashCode(source);
        }
    }
}
