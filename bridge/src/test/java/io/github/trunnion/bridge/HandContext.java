package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** An execution context that a test drives by hand on its own thread: it polls, parks, looks. */
final class HandContext implements Context, ReactorSlot, ReactorHost, AutoCloseable {
    final Thread thread = Thread.currentThread();
    final AtomicInteger leases = new AtomicInteger();
    SelectorReactor hook;
    boolean mayBlock = true;
    boolean conflict;

    /** Runs when the reactor asks whether it may block, which is right before it does. */
    Runnable beforeBlocking = () -> {};

    int wakes;
    private final Waker waker = () -> wakes++;

    /** Polls with a waker that counts. */
    <T> Poll<T> poll(PollFuture<T> future) throws Exception {
        return future.poll(this);
    }

    <T> Poll<T> poll(PollFuture<T> future, Waker with) throws Exception {
        return future.poll(withWaker(with));
    }

    /** Parks, a moment at most each time, until the condition holds. */
    void parkUntil(BooleanSupplier condition) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i > 500) {
                throw new AssertionError("nothing came");
            }
            hook.park(20_000_000);
        }
    }

    /** Polls and parks until the future is ready. */
    <T> T finish(PollFuture<T> future) throws Exception {
        for (int i = 0; i < 500; i++) {
            if (poll(future) instanceof Poll.Ready<T> ready) {
                return ready.value();
            }
            hook.park(20_000_000);
        }
        throw new AssertionError(future + " did not finish");
    }

    /** What a carrier does when its hook throws (H5). */
    void fail(Throwable cause) {
        SelectorReactor failed = hook;
        hook = null;
        failed.failed(cause);
        failed.close();
    }

    /** The context ends. */
    @Override
    public void close() {
        if (hook != null) {
            SelectorReactor ended = hook;
            hook = null;
            ended.close();
        }
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
        if (conflict) {
            throw new ReactorConflictException("another one is held", null);
        }
        if (hook == null) {
            hook = (SelectorReactor) create.create(this);
        }
        leases.incrementAndGet();
        return new Lease<>(kind.cast(hook));
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(R other) {
        throw new UnsupportedOperationException();
    }

    private final class Lease<R extends ReactorHook> implements ReactorLease<R> {
        private final R leased;
        private boolean closed;

        Lease(R leased) {
            this.leased = leased;
        }

        @Override
        public R hook() {
            return leased;
        }

        @Override
        public boolean isCurrent(ReactorSlot slot) {
            return slot == HandContext.this && hook == leased && !closed;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leases.decrementAndGet();
            }
        }
    }

    @Override
    public ReactorHook held() {
        return hook;
    }

    @Override
    public Waker waker() {
        return waker;
    }

    @Override
    public ReactorSlot reactor() {
        return this;
    }

    @Override
    public Timers timers() {
        return Context.of(Wakers.noop()).timers();
    }

    @Override
    public Context withWaker(Waker other) {
        return Context.of(other, this, timers());
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean mayBlock() {
        beforeBlocking.run();
        return mayBlock;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
