package io.github.trunnion.netty;

import io.netty.util.concurrent.Ticker;

import java.util.concurrent.TimeUnit;

/** The clock of an event loop, which can be told that its quiet period has passed. */
final class LoopTicker implements Ticker {
    /** More than any quiet period, and little enough to be added some times: 36 years. */
    private static final long SKIPPED = 1L << 60;

    private final Ticker system = Ticker.systemTicker();

    /** Confined to the carrier. */
    private long skipped;

    /** Written by the carrier, read by who sets timers. */
    private volatile long ahead;

    /** On the carrier, when the timers of the event loop were cancelled. */
    void skip() {
        skipped += SKIPPED;
        ahead = skipped; // volatile write
    }

    @Override
    public long initialNanoTime() {
        return system.initialNanoTime();
    }

    @Override
    public long nanoTime() {
        return system.nanoTime() + ahead; // volatile read
    }

    @Override
    public void sleep(long delay, TimeUnit unit) throws InterruptedException {
        system.sleep(delay, unit);
    }
}
