package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The owner of a loop that a test plays: it neither ends nor cancels, and keeps what it is told.
 */
class StillOwner implements CarrierOwner {
    final List<Throwable> reports = new ArrayList<>();

    @Override
    public boolean isEnding() {
        return false;
    }

    @Override
    public boolean isCancelling() {
        return false;
    }

    @Override
    public void broken() {}

    @Override
    public void interrupted(Thread thread) {}

    @Override
    public String description() {
        return "a test";
    }

    @Override
    public void report(Throwable thrown) {
        reports.add(thrown);
    }

    @Override
    public @Nullable BridgeExecutor executor() {
        return null;
    }
}
