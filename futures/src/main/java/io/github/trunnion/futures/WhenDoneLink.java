package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Shows the outcome to an action and passes it on. */
final class WhenDoneLink<T extends @Nullable Object>
        extends Link<Throwing.BiConsumer<? super @Nullable T, ? super @Nullable Throwable>, T> {

    WhenDoneLink(
            PollFuture<? extends T> source,
            Throwing.BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        super(source, action);
    }

    @Override
    void resume(Chain chain) {
        Throwing.BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action =
                takeFunction();
        Object value = chain.value();
        PollFuture<?> producer = chain.producer();
        Throwable failure = chain.failure();
        try {
            action.accept(Values.<T>as(value), Values.<Throwable>as(failure));
        } catch (Throwable thrown) {
            if (failure != null) {
                // The first failure is the reason of all; the second must not hide it.
                Failures.suppress(failure, thrown);
                return;
            }
            chain.fail(thrown);
            if (producer != null) {
                Safely.discard(producer, value); // a value that cannot be delivered any more
            }
        }
    }

    @Override
    String name() {
        return "whenDone";
    }
}
