package io.github.trunnion.bridge;

import io.github.trunnion.futures.Registration;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it; a move ends the park of carriers. */
class ManualClock implements BridgeClock {
    private final AtomicLong now;
    private final CopyOnWriteArrayList<Runnable> parked = new CopyOnWriteArrayList<>();

    ManualClock() {
        this(0);
    }

    ManualClock(long start) {
        now = new AtomicLong(start);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public Registration onAdvance(Runnable endPark) {
        parked.add(endPark);
        return () -> parked.remove(endPark);
    }

    void advance(long nanos) {
        now.addAndGet(nanos);
        parked.forEach(Runnable::run);
    }

    int listeners() {
        return parked.size();
    }
}
