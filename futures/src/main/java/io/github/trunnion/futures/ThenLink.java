package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Continues after a value with the future that a function makes of it. */
final class ThenLink<A extends @Nullable Object, R extends @Nullable Object>
        extends Link<Throwing.Function<? super A, ? extends PollFuture<? extends R>>, R> {

    ThenLink(
            PollFuture<? extends A> source,
            Throwing.Function<? super A, ? extends PollFuture<? extends R>> function) {
        super(source, function);
    }

    @Override
    void resume(Chain chain) throws Exception {
        var function = takeFunction();
        if (chain.failure() == null) {
            PollFuture<? extends R> next = function.apply(Values.<A>as(chain.value()));
            if (next == null) {
                throw Failures.nothing("The function of then", "a future");
            }
            chain.enter(next);
        }
    }

    @Override
    String name() {
        return "then";
    }
}
