package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A future that fails with a given throwable at its first poll. */
final class Failed<T extends @Nullable Object> extends OneShot<T> {
    private @Nullable Throwable failure;

    Failed(Throwable failure) {
        this.failure = requireNonNull(failure, "failure");
    }

    @Override
    Poll<T> advance(Context cx) {
        throw Failures.raise(requireNonNull(failure));
    }

    @Override
    void release() {
        failure = null;
    }

    @Override
    public void describe(Description to) {
        to.add("failed");
    }
}
