package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A future with one more action for a value that loses against a cancel. */
final class Discarding<T extends @Nullable Object> extends OneShot<T> {
    private final Child<T> child;
    private Throwing.@Nullable Consumer<? super T> action;
    private boolean ready;

    Discarding(PollFuture<? extends T> future, Throwing.Consumer<? super T> action) {
        child = new Child<>(future);
        this.action = requireNonNull(action, "action");
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        Poll<T> result = child.poll(cx);
        ready = result.isReady();
        return result;
    }

    @Override
    void release() {
        child.cancel();
        if (!ready) {
            action = null;
        }
    }

    @Override
    public void onDiscard(T value) {
        Throwing.Consumer<? super T> once = action;
        action = null;
        child.discard(value);
        if (once != null) {
            Safely.accept(once, value);
        }
    }

    @Override
    public void describe(Description to) {
        to.add("onDiscard(");
        child.describe(to);
        to.add(")");
    }
}
