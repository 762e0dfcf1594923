package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Replaces a value by what a function makes of it. */
final class MapLink<A extends @Nullable Object, R extends @Nullable Object>
        extends Link<Throwing.Function<? super A, ? extends R>, R> {

    MapLink(PollFuture<? extends A> source, Throwing.Function<? super A, ? extends R> function) {
        super(source, function);
    }

    @Override
    void resume(Chain chain) throws Exception {
        var function = takeFunction();
        if (chain.failure() == null) {
            chain.become(function.apply(Values.<A>as(chain.value())), null);
        }
    }

    @Override
    String name() {
        return "map";
    }
}
