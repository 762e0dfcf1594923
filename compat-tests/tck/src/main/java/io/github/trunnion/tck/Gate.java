package io.github.trunnion.tck;

import java.time.Duration;

/** Holds threads until it is opened, whatever interrupts them, which stays in their flag. */
final class Gate {
    private boolean open; // guarded by this
    private int waiting; // guarded by this

    synchronized void open() {
        open = true;
        notifyAll();
    }

    /** Whether a thread is held. */
    synchronized boolean isOccupied() {
        return waiting > 0;
    }

    /** Returns whether it was opened in time. */
    synchronized boolean await(Duration patience) {
        long start = System.nanoTime();
        boolean interrupted = false;
        waiting++;
        while (!open) {
            long left = patience.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        waiting--;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return open;
    }
}
