package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;

/**
 * How a source ended; from {@link Await#outcome}, or {@link #of} in a callback.
 *
 * <pre>{@code
 * String text = switch (Await.outcome(stage)) {
 *     case Outcome.Success<String>(String value) -> value;
 *     case Outcome.Failure<String>(Throwable cause) -> "failed: " + cause;
 *     case Outcome.Cancelled<String>(CancellationException cause) -> "cancelled";
 * };
 * }</pre>
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> {
    /**
     * What a callback of a stage was told, such as that of {@code whenComplete}.
     *
     * @param value the value, if there is no failure
     * @param failure the failure, wrapped or not, or null
     * @param <T> the type of the value
     * @return the end, without wrappers (aw09)
     */
    static <T extends @Nullable Object> Outcome<T> of(
            @Nullable T value, @Nullable Throwable failure) {
        return Settled.<T>of(value, failure).outcome();
    }

    /**
     * It has a value.
     *
     * @param value the value, which may be null
     * @param <T> the type of the value
     */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /**
     * It failed.
     *
     * @param cause the failure itself, without wrappers (aw09)
     * @param <T> the type of the value
     */
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {
        /** Refuses null. */
        public Failure {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * It was cancelled, or depends on something that was (aw11).
     *
     * @param cause what the canceller made
     * @param <T> the type of the value
     */
    record Cancelled<T extends @Nullable Object>(CancellationException cause)
            implements Outcome<T> {
        /** Refuses null. */
        public Cancelled {
            requireNonNull(cause, "cause");
        }
    }
}
