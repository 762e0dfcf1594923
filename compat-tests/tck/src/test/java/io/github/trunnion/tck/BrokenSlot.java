package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import java.io.IOException;

/** A correct slot around another one; its subclasses are not. */
class BrokenSlot implements ReactorSlot {
    final ReactorSlot inner;

    BrokenSlot(ReactorSlot inner) {
        this.inner = inner;
    }

    @Override
    public ReactorHook held() {
        return inner.held();
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
        return lease(inner.<R>acquire(kind, create));
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
        return lease(inner.<R>acquire(hook));
    }

    <R extends ReactorHook> ReactorLease<R> lease(ReactorLease<R> lease) {
        return new Leased<>(this, lease);
    }

    /** A correct lease. */
    static class Leased<R extends ReactorHook> implements ReactorLease<R> {
        final BrokenSlot slot;
        final ReactorLease<R> lease;

        Leased(BrokenSlot slot, ReactorLease<R> lease) {
            this.slot = slot;
            this.lease = lease;
        }

        @Override
        public R hook() {
            return lease.hook();
        }

        @Override
        public boolean isCurrent(ReactorSlot asked) {
            return asked == slot && lease.isCurrent(slot.inner);
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /** A context of parts that may be missing. */
    record Parts(Waker waker, ReactorSlot reactor, Timers timers, boolean shares)
            implements Context {
        @Override
        public Context withWaker(Waker other) {
            return shares ? new Parts(other, reactor, timers, true) : Context.of(other);
        }
    }
}
