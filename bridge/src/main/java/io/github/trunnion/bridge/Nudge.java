package io.github.trunnion.bridge;

/** Has a carrier come round for nothing else; confined to it, and nothing to allocate. */
final class Nudge extends Node {
    private boolean queued;

    /** Adds it if it is not in the queue. */
    void enqueue(RunQueue queue) {
        if (!queued) {
            queued = true;
            queue.add(this);
        }
    }

    @Override
    void run(Carrier carrier) {
        queued = false;
    }

    @Override
    void abandon() {
        queued = false;
    }
}
