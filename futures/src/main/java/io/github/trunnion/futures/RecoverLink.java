package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Continues after a failure with the future that a function makes of it. */
final class RecoverLink<T extends @Nullable Object>
        extends Link<Throwing.Function<? super Throwable, ? extends PollFuture<? extends T>>, T> {

    RecoverLink(
            PollFuture<? extends T> source,
            Throwing.Function<? super Throwable, ? extends PollFuture<? extends T>> function) {
        super(source, function);
    }

    @Override
    void resume(Chain chain) throws Exception {
        var function = takeFunction();
        Throwable failure = chain.failure();
        if (failure != null) {
            PollFuture<? extends T> next = function.apply(failure);
            if (next == null) {
                throw Failures.nothing("The function of recover", "a future");
            }
            chain.enter(next);
        }
    }

    @Override
    String name() {
        return "recover";
    }
}
