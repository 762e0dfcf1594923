package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** One callback in one source, which is taken out again where the source allows it. */
final class SourceLink {
    /*
     * Overview
     *
     * A CompletableFuture has no way to remove a dependent, but anyOf removes what it put into its
     * sources as soon as another source completes. So the callback hangs on anyOf(source, off), and
     * completing "off" takes it out of the source. Any other stage offers only whenComplete: there
     * the callback stays, and it is the callback's part to hold nothing any more.
     *
     * anyOf does one thing more. Thread A completes the source and is still running its dependents
     * one by one; thread B, a carrier, registers a callback that fires at once. After whenComplete B
     * would run the dependents that A has not come to, and any of them may block. anyOf runs its own
     * only.
     *
     * A TaskFuture is asked for its direct completion: our callbacks do nothing but wake.
     */
    private final @Nullable CompletableFuture<@Nullable Void> off;

    private SourceLink(@Nullable CompletableFuture<@Nullable Void> off) {
        this.off = off;
    }

    /** Registers the callback; it may fire before this returns. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    static <T extends @Nullable Object> SourceLink open(
            CompletionStage<? extends T> source,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback) {
        CompletableFuture<?> future = removable(source);
        if (future != null) {
            CompletableFuture<@Nullable Void> off = new CompletableFuture<>();
            CompletableFuture.anyOf(future, off).whenComplete(untyped(callback));
            return new SourceLink(off);
        }
        CompletionStage<? extends T> stage =
                source instanceof TaskFuture<? extends T> task ? task.directCompletion() : source;
        stage.whenComplete(callback);
        return new SourceLink(null);
    }

    /** What callbacks can be taken out of, or null. */
    private static @Nullable CompletableFuture<?> removable(CompletionStage<?> source) {
        return switch (source) {
            case BlockingTask<?> task -> task.direct();
            case CompletableFuture<?> future -> future;
            default -> null;
        };
    }

    @SuppressWarnings("unchecked") // the value of anyOf is the value of the source, a T
    private static <T extends @Nullable Object>
            BiConsumer<? super @Nullable Object, ? super @Nullable Throwable> untyped(
                    BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback) {
        return (BiConsumer<? super @Nullable Object, ? super @Nullable Throwable>) callback;
    }

    /** Takes the callback out, if possible. It may be called once more here, with null. */
    void close() {
        if (off != null) {
            off.complete(null);
        }
    }
}
