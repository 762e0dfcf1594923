package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** A future that refuses polls after its end, whatever the future inside would do. */
final class Fuse<T extends @Nullable Object> extends OneShot<T> {
    private final Child<T> child;

    Fuse(PollFuture<? extends T> future) {
        child = new Child<>(future);
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        return child.poll(cx);
    }

    @Override
    void release() {
        child.cancel();
    }

    @Override
    public void onDiscard(T value) {
        child.discard(value);
    }

    @Override
    public void describe(Description to) {
        to.add("fuse(");
        child.describe(to);
        to.add(")");
    }
}
