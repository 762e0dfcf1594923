package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;

/** A waker of one poll, which ends the park of a carrier and is not counted with its own. */
final class LatestWaker implements Waker {
    private final TestCarrier carrier;
    private volatile boolean woken;

    LatestWaker(TestCarrier carrier) {
        this.carrier = carrier;
    }

    @Override
    public void wake() {
        woken = true;
        carrier.endPark();
    }

    boolean isWoken() {
        return woken;
    }
}
