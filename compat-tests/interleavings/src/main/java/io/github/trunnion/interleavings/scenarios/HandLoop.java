package io.github.trunnion.interleavings.scenarios;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

/** A context whose thread is that of the scenario, for a hook that is parked in by hand. */
final class HandLoop implements ReactorHost, ReactorSlot, Timers {
    private final Thread thread = Thread.currentThread();

    @Nullable ReactorHook hook;
    int leases;

    Context context() {
        return Context.of(Wakers.noop(), this, this);
    }

    private final class Lease<R extends ReactorHook> implements ReactorLease<R> {
        private final R leased;

        Lease(R leased) {
            this.leased = leased;
            leases++;
        }

        @Override
        public R hook() {
            return leased;
        }

        @Override
        public boolean isCurrent(ReactorSlot slot) {
            return slot == HandLoop.this;
        }

        @Override
        public void close() {
            leases--;
        }
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) {
        return new Lease<>(kind.cast(requireNonNull(hook)));
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(R other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ReactorHook held() {
        return hook;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public long nanoTime() {
        return Sim.nanoTime();
    }

    @Override
    public Registration wakeAfter(long nanos, Waker waker) {
        throw new UnsupportedOperationException();
    }
}
