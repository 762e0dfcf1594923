package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** The end of a lease, and its use, against the failure of its hook (C7, H5). */
public final class LeaseCloseAgainstFailure {
    private LeaseCloseAgainstFailure() {}

    /**
     * Two threads close a lease while the hook fails.
     *
     * <p>Results: how often the lease stands in the inbox, how often the hook was closed.
     */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "counted down once, closed once")
    @Outcome(expect = FORBIDDEN, desc = "a torn inbox, or a hook closed twice")
    @State
    public static class TwoCloses {
        private final Carrier carrier = Fixture.idleCarrier();
        private final ClosingHook hook = new ClosingHook();
        private final HookRegistration registration = new HookRegistration(carrier, hook, null);
        private final ReactorLease<ClosingHook> lease = registration.lease(hook);

        @Actor
        public void carrier() {
            carrier.slot().fail(registration, new IOException("broken"));
        }

        @Actor
        public void closer() {
            lease.close();
        }

        @Actor
        public void otherCloser() {
            lease.close();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = Fixture.queued(carrier);
            r.r2 = hook.closes.get();
        }
    }

    /** The twin: close looks whether it was called, then says so. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "counted down once, closed once")
    @Outcome(id = "2, 1", expect = ACCEPTABLE_INTERESTING, desc = "counted down twice")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class TwoClosesBroken {
        private final AtomicInteger queued = new AtomicInteger();
        private volatile boolean closed;
        private int hookCloses;

        @Actor
        public void carrier() {
            hookCloses++;
        }

        @Actor
        public void closer() {
            close();
        }

        @Actor
        public void otherCloser() {
            close();
        }

        private void close() {
            if (!closed) {
                closed = true;
                queued.getAndIncrement();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = queued.get();
            r.r2 = hookCloses;
        }
    }

    /**
     * A thread that was woken by the failure uses the lease.
     *
     * <p>Results: whether it was woken when it looked, whether the lease then said that its hook
     * has failed.
     */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken and told")
    @Outcome(id = "0, [01]", expect = ACCEPTABLE, desc = "not woken yet")
    @Outcome(expect = FORBIDDEN, desc = "woken for nothing: it would wait for ever")
    @State
    public static class Use {
        private final Carrier carrier = Fixture.idleCarrier();
        private final ClosingHook hook = new ClosingHook();
        private final HookRegistration registration = new HookRegistration(carrier, hook, null);
        private final ReactorLease<ClosingHook> lease = registration.lease(hook);

        @Actor
        public void carrier() {
            carrier.slot().fail(registration, new IOException("broken"));
        }

        @Actor
        public void user(II_Result r) {
            r.r1 = hook.woken ? 1 : 0;
            try {
                lease.hook();
                r.r2 = 0;
            } catch (ReactorFailedException e) {
                r.r2 = 1;
            }
        }
    }

    /** The twin: the wakers fire, then the failure is noted. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken and told")
    @Outcome(id = "0, [01]", expect = ACCEPTABLE, desc = "not woken yet")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "woken for nothing")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class UseBroken {
        private volatile boolean woken;
        private volatile @Nullable Throwable failure;

        @Actor
        public void carrier() {
            woken = true;
            failure = new IOException("broken");
        }

        @Actor
        public void user(II_Result r) {
            r.r1 = woken ? 1 : 0;
            r.r2 = failure != null ? 1 : 0;
        }
    }

    /** A hook that holds one waker, which sets a flag. */
    private static final class ClosingHook implements ReactorHook {
        private final AtomicInteger closes = new AtomicInteger();
        private volatile boolean woken;

        @Override
        public int park(long nanos) {
            throw new AssertionError("nobody parks here");
        }

        @Override
        public void unpark() {}

        @Override
        public boolean hasInterest() {
            return true;
        }

        @Override
        public void failed(Throwable cause) {
            woken = true;
        }

        @Override
        public void close() {
            closes.getAndIncrement();
        }
    }
}
