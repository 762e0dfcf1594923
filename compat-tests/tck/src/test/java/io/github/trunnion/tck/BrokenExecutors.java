package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.Waker;

import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** Executors that each do one thing wrong to tasks, parks or the end. */
final class BrokenExecutors {
    private BrokenExecutors() {}

    /** How a broken task is made. */
    interface Make {
        <T> SimpleExecutor.Task<T> task(SimpleExecutor home, PollFuture<? extends T> future);
    }

    static SimpleExecutor of(Thread.UncaughtExceptionHandler reports, Make make) {
        return new SimpleExecutor(reports) {
            @Override
            <T> Task<T> newTask(PollFuture<? extends T> future) {
                return make.task(this, future);
            }
        };
    }

    /** A failure is wrapped, so that one sees where it came from. */
    static class WrapsFailures<T> extends SimpleExecutor.Task<T> {
        WrapsFailures(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void failed(Throwable failure) {
            completeExceptionally(new IllegalStateException(failure));
        }
    }

    /** An error ends the JVM anyway. */
    static class KnowsExceptionsOnly<T> extends SimpleExecutor.Task<T> {
        KnowsExceptionsOnly(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void failed(Throwable failure) {
            if (failure instanceof Exception) {
                super.failed(failure);
            }
        }
    }

    /** A woken future is polled; who cares whether it is done. */
    static class PollsAgain<T> extends SimpleExecutor.Task<T> {
        PollsAgain(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void drop() {}

        @Override
        void cancelFuture() {
            try {
                future.poll(home.context(waker));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The result is cancelled, and the future is left to the collector. */
    static class ForgetsCancel<T> extends SimpleExecutor.Task<T> {
        ForgetsCancel(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void cancelFuture() {
            drop();
            home.ended();
        }
    }

    /** Cancelling right here is quickest. */
    static class CancelsHere<T> extends SimpleExecutor.Task<T> {
        CancelsHere(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            PollFuture<? extends T> cancelled = future;
            if (cancelled != null && !isDone()) {
                cancelled.cancel();
            }
            return super.cancel(mayInterruptIfRunning);
        }
    }

    /** Cancel always reaches the future. */
    static class CancelsTheDone<T> extends SimpleExecutor.Task<T> {
        private final PollFuture<? extends T> kept;

        CancelsTheDone(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
            kept = future;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            if (isDone() && !isCancelled()) {
                kept.cancel();
            }
            return super.cancel(mayInterruptIfRunning);
        }
    }

    /** A value that comes too late is dropped. */
    static class DropsValues<T> extends SimpleExecutor.Task<T> {
        DropsValues(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void deliver(PollFuture<? extends T> from, T value) {
            complete(value);
        }
    }

    /** No failure may get lost. */
    static class ReportsLateFailures<T> extends SimpleExecutor.Task<T> {
        ReportsLateFailures(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void failed(Throwable failure) {
            if (!completeExceptionally(failure)) {
                home.report(failure);
            }
        }
    }

    /** What cancel throws interests nobody. */
    static class SwallowsThrows<T> extends SimpleExecutor.Task<T> {
        SwallowsThrows(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void cancelFuture() {
            PollFuture<? extends T> cancelled = future;
            drop();
            try {
                cancelled.cancel();
            } catch (RuntimeException ignored) {
                // nobody
            }
            home.ended();
        }
    }

    /** onDiscard must not throw, so it does not. */
    static class TrustsOnDiscard<T> extends SimpleExecutor.Task<T> {
        TrustsOnDiscard(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        @SuppressWarnings("unchecked")
        void deliver(PollFuture<? extends T> from, T value) {
            if (!complete(value)) {
                ((PollFuture<T>) from).onDiscard(value);
            }
        }
    }

    /** Null means that there is no value. */
    static class RefusesNull<T> extends SimpleExecutor.Task<T> {
        RefusesNull(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void deliver(PollFuture<? extends T> from, T value) {
            if (value == null) {
                completeExceptionally(new NullPointerException("value"));
            } else {
                super.deliver(from, value);
            }
        }
    }

    /** The poll and the wakes share a lock. */
    static class LocksWakes<T> extends SimpleExecutor.Task<T> {
        private final ReentrantLock lock = new ReentrantLock();

        LocksWakes(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void wake() {
            lock.lock();
            try {
                super.wake();
            } finally {
                lock.unlock();
            }
        }

        @Override
        void run() {
            lock.lock();
            try {
                super.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nobody wakes on a virtual thread. */
    static class NoVirtualWakes<T> extends SimpleExecutor.Task<T> {
        NoVirtualWakes(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void wake() {
            if (Thread.currentThread().isVirtual()) {
                throw new IllegalStateException("virtual");
            }
            super.wake();
        }
    }

    /** Every wake counts. */
    static class QueuesEachWake<T> extends SimpleExecutor.Task<T> {
        QueuesEachWake(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void wake() {
            home.enqueue(this);
        }
    }

    /** The bit is cleared when the poll is over. */
    static class ClearsLate<T> extends SimpleExecutor.Task<T> {
        ClearsLate(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void clear() {}

        @Override
        void run() {
            super.run();
            super.clear();
        }
    }

    /** All wakers of an executor are alike. */
    static final class AlikeWaker implements Waker {
        private final Waker inner;

        AlikeWaker(Waker inner) {
            this.inner = inner;
        }

        @Override
        public void wake() {
            inner.wake();
        }

        @Override
        public boolean willWake(Waker other) {
            return other instanceof AlikeWaker;
        }
    }

    /** The task is needed for messages. */
    static class KeepsAll<T> extends SimpleExecutor.Task<T> {
        KeepsAll(SimpleExecutor home, PollFuture<? extends T> future) {
            super(home, future);
        }

        @Override
        void drop() {
            future = null;
        }
    }

    /** An executor whose park or end is another one. */
    static class Loop extends SimpleExecutor {
        volatile ReactorHook hook;

        Loop(Thread.UncaughtExceptionHandler reports) {
            super(reports);
        }

        @Override
        void park(long nanos) {
            hook = carrier.slot().held();
            super.park(nanos);
        }
    }

    /** The task that was woken last is still in the cache. */
    static class Lifo extends SimpleExecutor {
        Lifo(Thread.UncaughtExceptionHandler reports) {
            super(reports);
        }

        @Override
        void add(Deque<Task<?>> to, Task<?> task) {
            to.addFirst(task);
        }
    }
}
