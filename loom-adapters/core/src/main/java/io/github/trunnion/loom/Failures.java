package io.github.trunnion.loom;

import io.github.trunnion.bridge.BridgeClosedException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the failure of a source is, and what a waiter sees of it. */
final class Failures {
    /** Ends the walk along a chain of wrappers that is a cycle. */
    private static final int MOST_WRAPPERS = 1_000;

    private Failures() {}

    /**
     * The failure inside all wrappers of {@code CompletableFuture} and {@code Future} (aw09). A
     * wrapper without a cause is a failure of its own.
     */
    static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        for (int i = 0; i < MOST_WRAPPERS && isWrapper(failure); i++) {
            Throwable cause = causeOf(failure);
            if (cause == null) {
                return failure;
            }
            failure = cause;
        }
        return failure;
    }

    /** Null also if a class of somebody's own throws when it is asked. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof ExecutionException;
    }

    /**
     * What an await of the source throws on the current thread (aw10): unchecked, or declared.
     *
     * @param declared the checked exceptions that are thrown as such, or null
     */
    static Throwable awaited(
            Throwable end,
            Object source,
            Rethrow mode,
            @Nullable Class<? extends Exception> declared) {
        Throwable failure = unwrap(end);
        if (failure instanceof CancellationException cancelled) {
            return cancelled(cancelled, source);
        }
        if (failure instanceof Error) {
            return failure;
        }
        boolean isThrowable =
                failure instanceof RuntimeException
                        || (declared != null && declared.isInstance(failure));
        if (mode == Rethrow.WRAP || !isThrowable) {
            return LibraryFrames.trim(
                    new AwaitException(
                            Sources.describe(source) + " failed with " + Sources.describe(failure),
                            failure));
        }
        Throwable thrown = mode == Rethrow.COPY ? ExceptionCopies.copyOrSame(failure) : failure;
        return thrown == failure ? failure : LibraryFrames.trim(thrown);
    }

    /**
     * The cancellation that the canceller made: {@code get} of some JDKs puts another around it.
     */
    static CancellationException firstOf(CancellationException thrown) {
        CancellationException first = thrown;
        for (int i = 0;
                i < MOST_WRAPPERS
                        && !(first instanceof BridgeClosedException)
                        && first.getCause() instanceof CancellationException inner;
                i++) {
            first = inner;
        }
        return first;
    }

    /** A cancellation with the frames of the current thread (aw11). */
    private static CancellationException cancelled(CancellationException thrown, Object source) {
        CancellationException first = firstOf(thrown);
        CancellationException here =
                first instanceof BridgeClosedException
                        ? new BridgeClosedException(messageOf(first))
                        : new CancellationException(Sources.describe(source) + " was cancelled");
        here.initCause(first);
        return LibraryFrames.trim(here);
    }

    private static String messageOf(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }
}
