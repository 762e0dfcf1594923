package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHost;

/** What a hook under test is told of its carrier. */
final class ScriptedHost implements ReactorHost {
    private final ReactorHost carrier;

    /** Whether anything was queued on the carrier since the park began. */
    volatile boolean queued;

    ScriptedHost(ReactorHost carrier) {
        this.carrier = carrier;
    }

    @Override
    public Thread thread() {
        return carrier.thread();
    }

    @Override
    public boolean mayBlock() {
        return !queued; // volatile read
    }

    @Override
    public long nanoTime() {
        return carrier.nanoTime();
    }
}
