package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

/** A context of fixed parts. */
record PlainContext(Waker waker, ReactorSlot reactor, Timers timers) implements Context {
    PlainContext {
        requireNonNull(waker, "waker");
        requireNonNull(reactor, "slot");
        requireNonNull(timers, "timers");
    }

    @Override
    public Context withWaker(Waker other) {
        return new PlainContext(other, reactor, timers);
    }
}
