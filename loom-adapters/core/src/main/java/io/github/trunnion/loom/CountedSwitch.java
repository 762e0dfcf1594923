package io.github.trunnion.loom;

import io.github.trunnion.futures.Registration;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A switch of the process that is on while anybody has it on. */
final class CountedSwitch {
    private final AtomicInteger holders;

    CountedSwitch(boolean alwaysOn) {
        holders = new AtomicInteger(alwaysOn ? 1 : 0);
    }

    boolean isOn() {
        return holders.get() > 0;
    }

    /** Turns it on until that is taken back, which counts once. */
    Registration turnOn() {
        holders.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                holders.decrementAndGet();
            }
        };
    }
}
