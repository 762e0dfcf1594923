package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** The end of one child of a group: a value, or a failure if that is not null. */
record Finished<T extends @Nullable Object>(
        int index, PollFuture<T> future, @Nullable T made, @Nullable Throwable failure) {

    /** The value, or the failure thrown as it is. */
    T value() {
        if (failure != null) {
            throw Failures.raise(failure);
        }
        return Values.<T>as(made);
    }
}
