package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One stay of a hook in a slot, with the count of its leases. */
final class HookRegistration {
    final Carrier carrier;
    final ReactorHook hook;

    /** Where it was first acquired, recorded with diagnostics on. */
    final @Nullable Throwable acquiredAt;

    /** Watches for returns for nothing (H6); confined to the carrier. */
    final SpinGuard spin = new SpinGuard();

    /** Open leases; confined to the carrier. */
    private int leases;

    /** Whether close was called on the hook, which happens once (H9); confined to the carrier. */
    private boolean hookClosed;

    /** Why the hook failed (H5); written by the carrier, read by whoever uses a lease. */
    private volatile @Nullable Throwable failure;

    HookRegistration(Carrier carrier, ReactorHook hook, @Nullable Throwable acquiredAt) {
        this.carrier = carrier;
        this.hook = hook;
        this.acquiredAt = acquiredAt;
    }

    int leases() {
        return leases;
    }

    boolean isLeased() {
        return leases > 0;
    }

    void fail(Throwable cause) {
        failure = cause; // volatile write, before the wakers of the hook fire
    }

    /** Closes the hook the first time; carrier only. */
    void closeHook() {
        if (!hookClosed) {
            hookClosed = true;
            try {
                hook.close();
            } catch (Throwable thrown) {
                carrier.report(thrown);
            }
        }
    }

    <R extends ReactorHook> ReactorLease<R> lease(R typed) {
        leases++;
        return new Lease<>(this, typed);
    }

    /** A lease; as a node it carries its own end to the carrier. */
    private static final class Lease<R extends ReactorHook> extends Node
            implements ReactorLease<R> {
        private final HookRegistration registration;
        private final R hook;

        /** Claimed by getAndSet, so a lease counts down once. */
        private volatile boolean closed;

        Lease(HookRegistration registration, R hook) {
            this.registration = registration;
            this.hook = hook;
        }

        @Override
        public R hook() {
            if (closed) { // volatile read
                throw new IllegalStateException("This lease of " + hook + " is closed.");
            }
            Throwable failure = registration.failure; // volatile read
            if (failure != null) {
                throw new ReactorFailedException(
                        "The reactor " + hook + " has failed; open a new channel.", failure);
            }
            return hook;
        }

        @Override
        public boolean isCurrent(ReactorSlot slot) {
            return slot instanceof CarrierSlot s && s.holds(registration) && !closed;
        }

        @Override
        public void close() {
            if ((boolean) CLOSED.getAndSet(this, true)) { // volatile: one of several callers
                return;
            }
            Carrier carrier = registration.carrier;
            if (carrier.isCurrent()) {
                registration.leases--;
            } else {
                carrier.enqueue(this);
            }
        }

        @Override
        void run(Carrier carrier) {
            registration.leases--;
        }

        @Override
        void abandon() {}

        @Override
        boolean isUrgent() {
            return true;
        }

        @Override
        public String toString() {
            return "ReactorLease[" + hook + (closed ? ", closed]" : "]");
        }

        private static final VarHandle CLOSED;

        static {
            try {
                CLOSED = MethodHandles.lookup().findVarHandle(Lease.class, "closed", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
