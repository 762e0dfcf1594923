package io.github.trunnion.bridge;

/** A busy wait that the time limit of a test, an interrupt, can end. */
final class Spin {
    private Spin() {}

    /** In the body of a loop that waits. */
    static void once() {
        if (Thread.interrupted()) {
            throw new IllegalStateException("what the test waits for did not happen in time");
        }
        Thread.onSpinWait();
    }
}
