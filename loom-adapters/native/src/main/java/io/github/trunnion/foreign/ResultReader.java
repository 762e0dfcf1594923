package io.github.trunnion.foreign;

import org.jspecify.annotations.Nullable;

/**
 * Makes the Java value of a native future out of what the future has left.
 *
 * <p>{@code NativeResult::value}, {@code NativeResult::bytes} and {@code NativeResult::text} are
 * such readers.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface ResultReader<T extends @Nullable Object> {

    /**
     * Reads the result. Called once, on the thread that polls; it must not block.
     *
     * @param result the result, valid during this call only; its buffer is freed afterwards
     * @return the value, which may be null
     * @throws Exception the failure of the future
     */
    T read(NativeResult result) throws Exception;
}
