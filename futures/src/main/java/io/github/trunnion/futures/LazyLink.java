package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Continues at once with the future that a supplier makes. */
final class LazyLink<T extends @Nullable Object>
        extends Link<Throwing.Supplier<? extends PollFuture<? extends T>>, T> {

    private static final PollFuture<@Nullable Object> AT_ONCE = new Start<>(null);

    LazyLink(Throwing.Supplier<? extends PollFuture<? extends T>> supplier) {
        super(AT_ONCE, supplier);
    }

    @Override
    void resume(Chain chain) throws Exception {
        PollFuture<? extends T> made = takeFunction().get();
        if (made == null) {
            throw Failures.nothing("The supplier of lazy", "a future");
        }
        chain.enter(made);
    }

    @Override
    String name() {
        return "lazy";
    }
}
