package io.github.trunnion.conformance;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.tck.ExecutorUnderTest;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One BlockOn.run whose future spawns what it is given beside itself. */
final class AsyncMain implements ExecutorUnderTest {
    private final Queue<Request<?>> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger live = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread thread;
    private volatile Waker waker;
    private volatile boolean closing;

    AsyncMain(Thread.UncaughtExceptionHandler reports) {
        thread = Thread.ofPlatform().daemon().unstarted(this::run);
        thread.setUncaughtExceptionHandler(reports);
        thread.start();
    }

    private void run() {
        try {
            BlockOn.run(this::poll);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Poll<String> poll(Context cx) {
        waker = cx.waker();
        started.countDown();
        for (Request<?> next = requests.poll(); next != null; next = requests.poll()) {
            next.start();
        }
        return closing && live.get() == 0 ? Poll.ready("end") : Poll.pending();
    }

    @Override
    public <T> Future<T> spawn(PollFuture<? extends T> future) {
        Request<T> request = new Request<>(this, future);
        synchronized (this) {
            if (closing) {
                throw new RejectedExecutionException("closed");
            }
            live.incrementAndGet();
        }
        requests.add(request);
        wake();
        return request;
    }

    private void wake() {
        Waker main = waker;
        if (main != null) {
            main.wake();
        }
    }

    private void ended() {
        live.decrementAndGet();
        wake();
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        wake();
        boolean interrupted = false;
        while (Thread.currentThread() != thread && thread.isAlive()) {
            try {
                started.await();
                wake();
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was asked for: a result now, a task as soon as the main future is polled. */
    private static final class Request<T> extends CompletableFuture<T> {
        private final AsyncMain home;
        private final PollFuture<? extends T> future;
        private TaskFuture<T> task; // guarded by this

        Request(AsyncMain home, PollFuture<? extends T> future) {
            this.home = home;
            this.future = future;
        }

        @SuppressWarnings("unchecked") // its own value
        void start() {
            TaskFuture<T> spawned = BridgeExecutor.spawnHere(future);
            synchronized (this) {
                task = spawned;
            }
            if (isCancelled()) {
                spawned.cancel(true);
            }
            spawned.directCompletion()
                    .whenComplete(
                            (value, failure) -> {
                                boolean done =
                                        failure != null
                                                ? completeExceptionally(failure)
                                                : complete(value);
                                if (!done && failure == null) {
                                    ((PollFuture<T>) future).onDiscard(value);
                                }
                            });
            spawned.terminated().thenRun(home::ended);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = super.cancel(mayInterruptIfRunning);
            TaskFuture<T> running;
            synchronized (this) {
                running = task;
            }
            if (first && running != null) {
                running.cancel(mayInterruptIfRunning);
            }
            return first;
        }
    }
}
