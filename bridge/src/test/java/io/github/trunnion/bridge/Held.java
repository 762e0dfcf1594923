package io.github.trunnion.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Keeps a carrier inside an action until closed. */
final class Held implements AutoCloseable {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private Held() {}

    static Held on(Executor executor) throws InterruptedException {
        Held held = new Held();
        executor.execute(held::hold);
        held.inside.await();
        return held;
    }

    private void hold() {
        inside.countDown();
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException ignored) {
                // a carrier ignores interrupts
            }
        }
    }

    @Override
    public void close() {
        release.countDown();
    }
}
