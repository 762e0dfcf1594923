package io.github.trunnion.foreign;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.concurrent.locks.LockSupport;

/** Collects again and again while the tests of a class run: what native code holds must stay. */
final class GcStorm implements BeforeAllCallback, AfterAllCallback {
    private static final long PAUSE = 20_000_000; // or on two cores there is hardly anything else

    private volatile boolean over;
    private final Thread thread = new Thread(this::run, "gc-storm");

    private void run() {
        while (!over) {
            System.gc();
            LockSupport.parkNanos(PAUSE);
        }
    }

    @Override
    public void beforeAll(ExtensionContext tests) {
        thread.start();
    }

    @Override
    public void afterAll(ExtensionContext tests) throws InterruptedException {
        over = true;
        thread.join();
    }
}
