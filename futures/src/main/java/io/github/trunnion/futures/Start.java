package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** The source of links that have none: ready at once, any number of times. */
final class Start<T extends @Nullable Object> implements PollFuture<T>, Description.Described {
    private final Poll<T> poll;

    Start(T value) {
        poll = Poll.ready(value);
    }

    @Override
    public Poll<T> poll(Context cx) {
        return poll;
    }

    @Override
    public void describe(Description to) {
        to.add("not started");
    }
}
