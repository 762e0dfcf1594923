package io.github.trunnion.loom;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool of one thread that, unlike those of the JDK, does not clear the interrupt flag between
 * tasks: it counts how often one was left there.
 */
final class PlainWorker implements Executor, AutoCloseable {
    final AtomicInteger leaks = new AtomicInteger();
    final Thread thread;
    private final LinkedTransferQueue<Runnable> queue = new LinkedTransferQueue<>();
    private boolean closed; // confined to the thread

    PlainWorker() {
        thread = Thread.ofPlatform().daemon().name("plain-worker").start(this::work);
    }

    private void work() {
        while (!closed) {
            try {
                queue.take().run();
                if (Thread.interrupted()) {
                    leaks.incrementAndGet();
                }
            } catch (InterruptedException later) {
                leaks.incrementAndGet();
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
    }

    @Override
    public void close() {
        execute(() -> closed = true);
    }
}
