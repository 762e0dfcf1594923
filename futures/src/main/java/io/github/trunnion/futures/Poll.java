package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/**
 * The result of polling a future: {@link Ready} with the value, or {@link Pending}.
 *
 * @param <T> the type of the value
 */
public sealed interface Poll<T extends @Nullable Object> permits Poll.Ready, Poll.Pending {

    /**
     * The future finished with a value.
     *
     * @param value the value, which may be null
     * @param <T> the type of the value
     */
    record Ready<T extends @Nullable Object>(T value) implements Poll<T> {
        @Override
        public boolean isReady() {
            return true;
        }
    }

    /**
     * The future is not finished and has arranged to be woken. There is one instance.
     *
     * @param <T> the type of the value to come
     */
    final class Pending<T extends @Nullable Object> implements Poll<T> {
        private static final Pending<?> INSTANCE = new Pending<>();

        private Pending() {}

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public String toString() {
            return "Pending";
        }
    }

    /**
     * A finished poll.
     *
     * @param value the value, which may be null
     * @param <T> the type of the value
     * @return a ready poll with that value
     */
    static <T extends @Nullable Object> Poll<T> ready(T value) {
        return new Ready<>(value);
    }

    /**
     * The one unfinished poll.
     *
     * @param <T> the type of the value to come
     * @return the shared instance
     */
    @SuppressWarnings("unchecked") // it holds no value
    static <T extends @Nullable Object> Poll<T> pending() {
        return (Poll<T>) Pending.INSTANCE;
    }

    /**
     * Whether this is {@link Ready}.
     *
     * @return true for Ready, false for Pending
     */
    boolean isReady();
}
