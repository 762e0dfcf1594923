package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.futures.Registration;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two foreign closes of a timer against its firing: the carrier hears of the close once, and the
 * timer fires at most once.
 *
 * <p>Results: how often it fired, how often its node stands in the inbox; a node that stands there
 * twice is linked to itself.
 */
public final class TimerCloseAgainstFire {
    private TimerCloseAgainstFire() {}

    /** The deadline has come. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "fired, and the close comes too late")
    @Outcome(expect = FORBIDDEN, desc = "fired twice, or a torn inbox")
    @State
    public static class Due {
        private final Carrier carrier = Fixture.idleCarrier();
        private final AtomicInteger fired = new AtomicInteger();
        private final Registration timer = carrier.timers().add(0, 0, fired::getAndIncrement);

        @Actor
        public void carrier() {
            carrier.timers().fire(1);
        }

        @Actor
        public void closer() {
            timer.close();
        }

        @Actor
        public void otherCloser() {
            timer.close();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = fired.get();
            r.r2 = Fixture.queued(carrier);
        }
    }

    /** The twin: close looks whether it was called, then says so. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "fired, and the close comes too late")
    @Outcome(id = "1, [23]", expect = ACCEPTABLE_INTERESTING, desc = "a torn inbox")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class DueBroken {
        private final LookThenClaimBroken timer = new LookThenClaimBroken();

        @Actor
        public void carrier() {
            timer.fired.getAndIncrement();
        }

        @Actor
        public void closer() {
            timer.close();
        }

        @Actor
        public void otherCloser() {
            timer.close();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = timer.fired.get();
            r.r2 = timer.queued.get();
        }
    }

    private static final class LookThenClaimBroken {
        private final AtomicInteger fired = new AtomicInteger();
        private final AtomicInteger queued = new AtomicInteger();
        private volatile boolean closed;

        void close() {
            if (!closed) {
                closed = true;
                queued.getAndIncrement();
            }
        }
    }
}
