package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** A future that is ready with a given value at its first poll. */
final class Ready<T extends @Nullable Object> extends OneShot<T> {
    /** The value; null once released. */
    private @Nullable T value;

    Ready(T value) {
        this.value = value;
    }

    @Override
    @SuppressWarnings("NullAway") // before release it is what the caller gave
    Poll<T> advance(Context cx) {
        return Poll.ready(value); // made here: whoever inlines the poll need not allocate it
    }

    @Override
    void release() {
        value = null;
    }

    @Override
    public void describe(Description to) {
        to.add("ready");
    }
}
