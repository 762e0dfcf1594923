package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The slot of a {@link TestCarrier}. */
final class TestSlot implements ReactorSlot {
    private final TestCarrier carrier;
    private final Host host = new Host();
    private @Nullable Stay current;
    private @Nullable Stay parkedIn;

    TestSlot(TestCarrier carrier) {
        this.carrier = carrier;
    }

    /** One stay of a hook in the slot, from its first lease until it is replaced or fails. */
    private static final class Stay {
        final TestCarrier home;
        final ReactorHook hook;
        final AtomicInteger leases = new AtomicInteger();
        volatile @Nullable Throwable failure;
        private boolean closed;

        Stay(TestCarrier home, ReactorHook hook) {
            this.home = home;
            this.hook = hook;
        }

        void close() {
            if (!closed) {
                closed = true;
                home.isolate(hook::close);
            }
        }
    }

    ReactorHost host() {
        return host;
    }

    int leases() {
        Stay held = current;
        return held == null ? 0 : held.leases.get();
    }

    /** The hook to park in, or null. */
    @Nullable ReactorHook target() {
        Stay held = current;
        if (held == null || held.leases.get() == 0) {
            return null;
        }
        try {
            return held.hook.hasInterest() ? held.hook : null;
        } catch (RuntimeException | Error thrown) {
            fail(held, thrown);
            return null;
        }
    }

    /** Parks in the hook that {@link #target} has named. */
    int park(ReactorHook hook, long nanos) {
        Stay held = current;
        if (held == null || held.hook != hook) {
            throw new AssertionError(hook + " is not held");
        }
        parkedIn = held;
        try {
            return hook.park(nanos);
        } catch (IOException | RuntimeException | Error thrown) {
            fail(held, thrown);
            return 0;
        } finally {
            parkedIn = null;
            if (current != held) {
                held.close();
            }
        }
    }

    void close() {
        Stay held = current;
        current = null;
        if (held != null) {
            held.close();
        }
    }

    private void fail(Stay failed, Throwable cause) {
        if (current == failed) {
            current = null;
        }
        failed.failure = cause; // volatile write, before the wakers fire
        carrier.isolate(() -> failed.hook.failed(cause));
        failed.close();
        if (cause instanceof Error) {
            carrier.report(cause);
        }
        carrier.waker().wake();
    }

    @Override
    public @Nullable ReactorHook held() {
        carrier.requireThread();
        return current == null ? null : current.hook;
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
        carrier.requireThread();
        Stay held = current;
        if (held != null && kind.isInstance(held.hook)) {
            return new Lease<>(held, kind.cast(held.hook));
        }
        requireFree(kind.getName());
        R hook = create.create(host);
        if (!hook.canParkOn(carrier.thread())) {
            hook.close();
            throw unsupported(hook);
        }
        Stay meanwhile = current;
        if (meanwhile != held && meanwhile != null && kind.isInstance(meanwhile.hook)) {
            hook.close();
            return new Lease<>(meanwhile, kind.cast(meanwhile.hook));
        }
        return register(hook);
    }

    @Override
    @SuppressWarnings("unchecked") // isSame: two faces of one reactor are of one class
    public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
        carrier.requireThread();
        Stay held = current;
        if (held != null && hook.isSame(held.hook)) {
            return new Lease<>(held, hook.getClass().isInstance(held.hook) ? (R) held.hook : hook);
        }
        requireFree(hook.toString());
        if (!hook.canParkOn(carrier.thread())) {
            throw unsupported(hook);
        }
        return register(hook);
    }

    private <R extends ReactorHook> ReactorLease<R> register(R hook) {
        Stay idle = current;
        Stay stay = new Stay(carrier, hook);
        current = stay;
        if (idle != null) {
            if (idle == parkedIn) {
                carrier.endPark(); // closed after its park
            } else {
                idle.close();
            }
        }
        return new Lease<>(stay, hook);
    }

    private void requireFree(String wanted) {
        Stay held = current;
        if (held != null && held.leases.get() > 0) {
            throw new ReactorConflictException(
                    "C4: the test carrier holds "
                            + held.hook
                            + " with "
                            + held.leases
                            + " open leases, so "
                            + wanted
                            + " cannot be registered.",
                    null);
        }
    }

    private ReactorUnsupportedException unsupported(ReactorHook hook) {
        return new ReactorUnsupportedException(
                "C5: " + hook + " says that it cannot park on " + carrier.thread() + ".");
    }

    private final class Host implements ReactorHost {
        @Override
        public Thread thread() {
            return carrier.thread();
        }

        @Override
        public boolean mayBlock() {
            return carrier.mayBlock();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    private final class Lease<R extends ReactorHook> implements ReactorLease<R> {
        private final Stay stay;
        private final R hook;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lease(Stay stay, R hook) {
            this.stay = stay;
            this.hook = hook;
            stay.leases.incrementAndGet();
        }

        @Override
        public R hook() {
            if (closed.get()) {
                throw new IllegalStateException("C7: this lease of " + hook + " is closed.");
            }
            Throwable failure = stay.failure; // volatile read
            if (failure != null) {
                throw new ReactorFailedException("H5: " + hook + " has failed.", failure);
            }
            return hook;
        }

        @Override
        public boolean isCurrent(ReactorSlot slot) {
            return slot == TestSlot.this && current == stay && !closed.get();
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                stay.leases.decrementAndGet();
                carrier.endPark();
            }
        }
    }

    @Override
    public String toString() {
        return "slot of " + carrier;
    }
}
