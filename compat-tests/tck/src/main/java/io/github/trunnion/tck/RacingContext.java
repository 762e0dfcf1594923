package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

/** A context that lets something happen in the moment in which a future looks at its waker. */
final class RacingContext implements Context {
    /** What happens when a future asks for its waker, or compares it with an earlier one. */
    private final Runnable race;

    private final Context inner;

    RacingContext(Context inner, Runnable race) {
        this.inner = inner;
        this.race = race;
    }

    @Override
    public Waker waker() {
        race.run();
        return inner.waker();
    }

    @Override
    public ReactorSlot reactor() {
        return inner.reactor();
    }

    @Override
    public Timers timers() {
        return inner.timers();
    }

    @Override
    public Context withWaker(Waker waker) {
        return inner.withWaker(waker);
    }
}
