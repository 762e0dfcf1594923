package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The permit of a plain park against its unpark (H3).
 *
 * <p>Results: whether the thread saw after its park what was written before the unpark; whether the
 * permit is left for the next park.
 */
public final class PermitAgainstUnpark {
    private PermitAgainstUnpark() {}

    /** A park that finds a permit, and the unpark that coalesces with that permit. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the park returned after the unpark")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the next park returns")
    @Outcome(expect = FORBIDDEN, desc = "an unpark lost")
    @State
    public static class Coalesced {
        private final PlainPark park = new PlainPark(Fixture.NOBODY);
        private int data;

        public Coalesced() {
            park.unpark();
        }

        @Actor
        public void carrier(II_Result r) {
            park.park(Long.MAX_VALUE);
            r.r1 = data;
        }

        @Actor
        public void waker() {
            data = 1;
            park.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = Fixture.permit(park);
        }
    }

    /** The twin: unpark reads the permit first. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the park returned after the unpark")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the next park returns")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "an unpark lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class CoalescedBroken {
        private final ReadFirstBroken park = new ReadFirstBroken();
        private int data;

        public CoalescedBroken() {
            park.unpark();
        }

        @Actor
        public void carrier(II_Result r) {
            park.park();
            r.r1 = data;
        }

        @Actor
        public void waker() {
            data = 1;
            park.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = park.permit();
        }
    }

    /** A real thread really sleeps; an unpark that comes early, in between or late ends that. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "asleep for ever")
    @State
    public static class Asleep {
        private volatile @Nullable PlainPark park;

        @Actor
        public void carrier() {
            PlainPark mine = new PlainPark(Thread.currentThread());
            park = mine;
            mine.park(Long.MAX_VALUE);
        }

        @Signal
        public void waker() {
            PlainPark sleeping = park;
            while (sleeping == null) {
                Thread.onSpinWait();
                sleeping = park;
            }
            sleeping.unpark();
        }
    }

    /** The twin: park looks at the permit, then announces that it sleeps. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "STALE", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @State
    public static class AsleepBroken {
        private volatile @Nullable LookThenSleepBroken park;

        @Actor
        public void carrier() {
            LookThenSleepBroken mine = new LookThenSleepBroken(Thread.currentThread());
            park = mine;
            mine.park();
        }

        @Signal
        public void waker() {
            LookThenSleepBroken sleeping = park;
            while (sleeping == null) {
                Thread.onSpinWait();
                sleeping = park;
            }
            sleeping.unpark();
        }
    }

    private static final class LookThenSleepBroken {
        private static final int EMPTY = 0;
        private static final int PARKED = 1;
        private static final int NOTIFIED = 2;

        private final AtomicInteger permit = new AtomicInteger();
        private final Thread thread;

        LookThenSleepBroken(Thread thread) {
            this.thread = thread;
        }

        void park() {
            if (permit.get() == EMPTY) {
                for (int i = 0; i < 1000; i++) {
                    Thread.onSpinWait(); // the moment in which the waker comes
                }
                permit.set(PARKED);
                while (permit.get() == PARKED) {
                    LockSupport.park(this);
                }
            }
            permit.set(EMPTY);
        }

        void unpark() {
            if (permit.getAndSet(NOTIFIED) == PARKED) {
                LockSupport.unpark(thread);
            }
        }
    }

    private static final class ReadFirstBroken {
        private static final int EMPTY = 0;
        private static final int PARKED = 1;
        private static final int NOTIFIED = 2;

        private final AtomicInteger permit = new AtomicInteger();

        int permit() {
            return permit.get() == NOTIFIED ? 1 : 0;
        }

        void park() {
            if (permit.compareAndSet(EMPTY, PARKED)) {
                LockSupport.park(this);
            }
            permit.getAndSet(EMPTY);
        }

        void unpark() {
            if (permit.get() != NOTIFIED && permit.getAndSet(NOTIFIED) == PARKED) {
                LockSupport.unpark(Fixture.NOBODY);
            }
        }
    }
}
