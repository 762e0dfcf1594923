package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** A future that is ready with a given value at its first poll. */
final class Ready<T extends @Nullable Object> extends OneShot<T> {
    private @Nullable Poll<T> poll;

    Ready(T value) {
        poll = Poll.ready(value);
    }

    @Override
    Poll<T> advance(Context cx) {
        Poll<T> result = poll;
        return result == null ? Poll.pending() : result; // never null before release
    }

    @Override
    void release() {
        poll = null;
    }

    @Override
    public void describe(Description to) {
        to.add("ready");
    }
}
