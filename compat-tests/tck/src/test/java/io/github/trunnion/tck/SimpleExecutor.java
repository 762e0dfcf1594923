package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A correct executor of one thread, made of a {@link TestCarrier}; its subclasses are not. */
class SimpleExecutor implements ExecutorUnderTest {
    private static final int SPINS = 512;

    final Thread.UncaughtExceptionHandler reports;
    final Thread thread;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Object lock = new Object();
    private final Deque<Task<?>> queue = new ArrayDeque<>(); // guarded by lock
    TestCarrier carrier; // published by ready
    private int live; // guarded by lock
    private boolean closing; // guarded by lock
    private long wakes; // guarded by lock

    // Confined to the thread
    private int idleReturns;
    private long windowStart;
    private boolean reported;

    SimpleExecutor(Thread.UncaughtExceptionHandler reports) {
        this.reports = reports;
        this.thread = Thread.ofPlatform().daemon().name("simple").unstarted(this::loop);
        thread.setUncaughtExceptionHandler(reports);
    }

    SimpleExecutor start() {
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                ready.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    @Override
    public <T> Future<T> spawn(PollFuture<? extends T> future) {
        Task<T> task = newTask(future);
        synchronized (lock) {
            if (closing) {
                throw new RejectedExecutionException("closed");
            }
            live++;
        }
        enqueue(task);
        return task;
    }

    <T> Task<T> newTask(PollFuture<? extends T> future) {
        return new Task<>(this, future);
    }

    void enqueue(Task<?> task) {
        synchronized (lock) {
            add(queue, task);
            wakes++;
        }
        endPark();
    }

    void add(Deque<Task<?>> to, Task<?> task) {
        to.addLast(task);
    }

    void endPark() {
        carrier.endPark();
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
        }
        endPark();
        if (Thread.currentThread() != thread) {
            join();
        }
    }

    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        carrier = new TestCarrier();
        ready.countDown();
        while (true) {
            for (int i = 0; i < batch(); i++) {
                Task<?> task;
                synchronized (lock) {
                    task = queue.pollFirst();
                }
                if (task == null) {
                    break;
                }
                runOne(task);
            }
            boolean idle;
            synchronized (lock) {
                idle = queue.isEmpty();
                if (closing && mayEnd(idle, live)) {
                    break;
                }
            }
            park(idle ? bound() : 0);
        }
        closeCarrier();
    }

    boolean mayEnd(boolean idle, int tasks) {
        return idle && tasks == 0;
    }

    int batch() {
        return 64;
    }

    long bound() {
        return Long.MAX_VALUE;
    }

    void closeCarrier() {
        carrier.close();
    }

    void runOne(Task<?> task) {
        ClassLoader before = thread.getContextClassLoader();
        task.run();
        restore(before);
    }

    void restore(ClassLoader before) {
        Thread.interrupted();
        thread.setContextClassLoader(before);
    }

    void park(long nanos) {
        long before = wakes();
        int events = carrier.park(nanos);
        Thread.interrupted();
        if (nanos == 0 || events > 0 || wakes() != before || carrier.slot().held() == null) {
            idleReturns = 0;
        } else {
            idleReturn();
        }
    }

    void idleReturn() {
        long now = System.nanoTime();
        if (idleReturns == 0 || idleReturns < SPINS && now - windowStart > 10_000_000) {
            idleReturns = 0;
            windowStart = now;
        }
        if (++idleReturns >= SPINS) {
            if (!reported) {
                reported = true;
                report(new IllegalStateException("the hook spins"));
            }
            pause();
        }
    }

    void pause() {
        carrier.parkPlainly(TimeUnit.MILLISECONDS.toNanos(1));
    }

    private long wakes() {
        synchronized (lock) {
            return wakes;
        }
    }

    void ended() {
        synchronized (lock) {
            live--;
        }
        endPark();
    }

    void report(Throwable thrown) {
        reports.uncaughtException(thread, thrown);
    }

    Context context(TaskWaker waker) {
        return carrier.context(waker);
    }

    /** What a task hands out; it lets go of the task when that is done. */
    static class TaskWaker implements Waker {
        volatile Task<?> task;

        @Override
        public void wake() {
            Task<?> woken = task;
            if (woken != null) {
                woken.wake();
            }
        }
    }

    /** A spawned future. */
    static class Task<T> extends CompletableFuture<T> {
        final SimpleExecutor home;
        final TaskWaker waker = new TaskWaker();
        private boolean scheduled = true; // guarded by waker
        PollFuture<? extends T> future; // confined to the thread

        Task(SimpleExecutor home, PollFuture<? extends T> future) {
            this.home = home;
            this.future = requireNonNull(future);
            waker.task = this;
        }

        void wake() {
            synchronized (waker) {
                if (scheduled) {
                    return;
                }
                scheduled = true;
            }
            home.enqueue(this);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = super.cancel(mayInterruptIfRunning);
            if (first) {
                wake();
            }
            return isCancelled();
        }

        void clear() {
            synchronized (waker) {
                scheduled = false;
            }
        }

        void run() {
            if (future == null) {
                return;
            }
            clear();
            if (isDone()) {
                cancelFuture();
                return;
            }
            Poll<? extends T> poll;
            try {
                poll = requireNonNull(future.poll(home.context(waker)), "poll returned null");
            } catch (Throwable failure) {
                drop();
                failed(failure);
                home.ended();
                return;
            }
            if (poll instanceof Poll.Ready<? extends T> ready) {
                PollFuture<? extends T> from = future;
                drop();
                deliver(from, ready.value());
                home.ended();
            }
        }

        void failed(Throwable failure) {
            completeExceptionally(failure);
        }

        @SuppressWarnings("unchecked") // its own value
        void deliver(PollFuture<? extends T> from, T value) {
            if (!complete(value)) {
                try {
                    ((PollFuture<T>) from).onDiscard(value);
                } catch (Throwable thrown) {
                    home.report(thrown);
                }
            }
        }

        void cancelFuture() {
            PollFuture<? extends T> cancelled = future;
            drop();
            try {
                cancelled.cancel();
            } catch (Throwable thrown) {
                home.report(thrown);
            }
            home.ended();
        }

        void drop() {
            future = null;
            waker.task = null;
        }
    }
}
