package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** A future that is never ready and so has nothing to wake. */
final class Never<T extends @Nullable Object> extends OneShot<T> {
    Never() {}

    @Override
    Poll<T> advance(Context cx) {
        return Poll.pending();
    }

    @Override
    public void describe(Description to) {
        to.add("pending");
    }
}
