package io.github.trunnion.conformance;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.ExecutorUnderTest;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/** Runs each future by a BlockOn.run of its own, on a thread of its own. */
final class ThreadForEach implements ExecutorUnderTest {
    private final ThreadFactory threads;
    private final Set<Thread> live = ConcurrentHashMap.newKeySet();
    private boolean closing; // guarded by this

    ThreadForEach(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public synchronized <T> Future<T> spawn(PollFuture<? extends T> future) {
        if (closing) {
            throw new RejectedExecutionException("closed");
        }
        Run<T> run = new Run<>(future);
        Thread thread = threads.newThread(() -> run(run));
        run.thread = thread;
        live.add(thread);
        thread.start();
        return run;
    }

    private void run(Run<?> run) {
        try {
            run.run();
        } finally {
            live.remove(Thread.currentThread());
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        boolean interrupted = false;
        for (Thread thread : live) {
            while (!live.contains(Thread.currentThread()) && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cancelling it interrupts the thread, which is how BlockOn.run is cancelled. */
    private static final class Run<T> extends CompletableFuture<T> {
        private PollFuture<? extends T> future;
        private volatile Thread thread;

        Run(PollFuture<? extends T> future) {
            this.future = future;
        }

        @SuppressWarnings("unchecked") // its own value
        void run() {
            PollFuture<? extends T> running = future;
            future = null;
            try {
                T value = BlockOn.run(running);
                if (!complete(value)) {
                    ((PollFuture<T>) running).onDiscard(value);
                }
            } catch (Throwable failure) {
                completeExceptionally(failure);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = super.cancel(mayInterruptIfRunning);
            Thread running = thread;
            if (first && running != null) {
                running.interrupt();
            }
            return first;
        }
    }
}
