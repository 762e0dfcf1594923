package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

/**
 * An exception class that makes copies of itself for {@link Rethrow#COPY}; for classes with fields
 * of their own, which are not copied otherwise.
 *
 * @param <X> the class itself
 */
public interface CopyableThrowable<X extends Throwable & CopyableThrowable<X>> {
    /**
     * Makes a copy on the thread that waited. The copy has this exception as its cause, which the
     * await sets where the copy has none. This exception stays as it is.
     *
     * @return a new exception of the same class, or null: this one is thrown itself
     */
    @Nullable X copy();
}
