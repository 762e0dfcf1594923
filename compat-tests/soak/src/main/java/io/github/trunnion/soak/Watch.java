package io.github.trunnion.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds loads that make no progress, and drivers that do not end a step. */
final class Watch {
    private record Seen(long progress, long since) {}

    private final List<Load> loads;
    private final long patience;
    private final Map<String, Seen> seen = new HashMap<>();

    Watch(List<Load> loads, Duration patience) {
        this.loads = loads;
        this.patience = patience.toNanos();
    }

    /** The names of what has stood still for too long. */
    List<String> stalled() {
        List<String> stalled = new ArrayList<>();
        for (Load load : loads) {
            load.sampling();
            if (isStill("load " + load.name(), load.in.sum() + load.out.sum())) {
                stalled.add("load " + load.name());
            }
            for (Driver driver : load.drivers()) {
                if (isStill(driver.name(), driver.steps())) {
                    stalled.add("driver " + driver.name());
                }
            }
        }
        return stalled;
    }

    private boolean isStill(String name, long progress) {
        long now = System.nanoTime();
        Seen before = seen.get(name);
        if (before == null || before.progress != progress) {
            seen.put(name, new Seen(progress, now));
            return false;
        }
        return now - before.since > patience;
    }
}
