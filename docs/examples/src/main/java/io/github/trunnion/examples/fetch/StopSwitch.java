package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Future;

/** Cancels what runs, now and from now on. */
final class StopSwitch {
    private @Nullable Future<?> running;
    private boolean stopped;

    /** Makes this future the one that is cancelled. */
    synchronized void guard(Future<?> future) {
        running = future;
        if (stopped) {
            future.cancel(true);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (running != null) {
            running.cancel(true);
        }
    }
}
