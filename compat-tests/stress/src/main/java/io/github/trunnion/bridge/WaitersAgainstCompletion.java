package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Those who begin or give up waiting for an outcome, against its completion. */
public final class WaitersAgainstCompletion {
    private static final int ENDLESS = 9;

    private WaitersAgainstCompletion() {}

    /**
     * One begins to wait.
     *
     * <p>Results: the outcome as the waiter saw it if it was refused, else -1; how often it is
     * told.
     */
    @JCStressTest
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "told")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "refused, and the outcome is there")
    @Outcome(expect = FORBIDDEN, desc = "never told, told twice, or refused too early")
    @State
    public static class Push {
        private final RealWaiters waiters = new RealWaiters();
        private final CountingWaiter waiter = new CountingWaiter(false);

        @Actor
        public void waiter(II_Result r) {
            r.r1 = waiters.push(waiter) ? -1 : waiters.outcome;
        }

        @Actor
        public void completer() {
            waiters.outcome = 1;
            waiters.tellAll();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waiter.told();
        }
    }

    /** The twin: look at the outcome, then push. */
    @JCStressTest
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "told")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "refused, and the outcome is there")
    @Outcome(id = "-1, 0", expect = ACCEPTABLE_INTERESTING, desc = "never told")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class PushBroken {
        private final CheckThenPushBroken waiters = new CheckThenPushBroken();
        private final CountingWaiter waiter = new CountingWaiter(false);

        @Actor
        public void waiter(II_Result r) {
            r.r1 = waiters.push(waiter) ? -1 : waiters.outcome;
        }

        @Actor
        public void completer() {
            waiters.outcome = 1;
            waiters.tellAll();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waiter.told();
        }
    }

    /**
     * One of three has given up and unlinks itself.
     *
     * <p>Results: how often the first and the last are told; 1 if the unlinking ended.
     */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "each told once")
    @Outcome(expect = FORBIDDEN, desc = "never told, or told for ever")
    @State
    public static class Unlink {
        private final RealWaiters waiters = new RealWaiters();
        private final CountingWaiter bottom = new CountingWaiter(false);
        private final CountingWaiter middle = new CountingWaiter(true);
        private final CountingWaiter top = new CountingWaiter(false);

        public Unlink() {
            waiters.push(bottom);
            waiters.push(middle);
            waiters.push(top);
        }

        @Actor
        public void givesUp(III_Result r) {
            r.r3 = ends(() -> Fixture.unlinkCleared(waiters));
        }

        @Actor
        public void completer() {
            waiters.outcome = 1;
            ends(waiters::tellAll);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = bottom.told();
            r.r2 = top.told();
        }
    }

    /** The twin: completion reverses the list through the links that others unlink by. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "each told once")
    @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "never told, or told for ever")
    @State
    public static class UnlinkBroken {
        private final ReverseInPlaceBroken waiters = new ReverseInPlaceBroken();
        private final CountingWaiter bottom = new CountingWaiter(false);
        private final CountingWaiter middle = new CountingWaiter(true);
        private final CountingWaiter top = new CountingWaiter(false);

        public UnlinkBroken() {
            waiters.push(bottom);
            waiters.push(middle);
            waiters.push(top);
        }

        @Actor
        public void givesUp(III_Result r) {
            r.r3 = ends(waiters::unlinkCleared);
        }

        @Actor
        public void completer() {
            ends(waiters::tellAll);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = bottom.told();
            r.r2 = top.told();
        }
    }

    private static int ends(Runnable action) {
        try {
            action.run();
            return 1;
        } catch (Endless e) {
            return ENDLESS;
        }
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        Endless() {
            super(null, null, false, false);
        }
    }

    private static final class RealWaiters extends Waiters {
        volatile int outcome;

        @Override
        boolean isComplete() {
            return outcome != 0;
        }
    }

    /** Ends an endless loop around it by a throw. */
    private static final class CountingWaiter extends Waiters.Waiter {
        private static final int ENOUGH = 100;

        private final boolean cleared;
        private final AtomicInteger told = new AtomicInteger();
        private int looks;

        CountingWaiter(boolean cleared) {
            this.cleared = cleared;
        }

        int told() {
            return Math.min(told.get(), ENDLESS);
        }

        @Override
        void tell() {
            if (told.incrementAndGet() > ENOUGH) {
                throw new Endless();
            }
        }

        @Override
        boolean isCleared() {
            if (++looks > ENOUGH) {
                throw new Endless();
            }
            return cleared;
        }
    }

    private static final class CheckThenPushBroken {
        volatile int outcome;
        private final AtomicReference<Waiters.@Nullable Waiter> waiters = new AtomicReference<>();

        boolean push(Waiters.Waiter waiter) {
            if (outcome != 0) {
                return false;
            }
            Waiters.Waiter top;
            do {
                top = waiters.get();
                waiter.next = top;
            } while (!waiters.compareAndSet(top, waiter));
            return true;
        }

        void tellAll() {
            Waiters.Waiter waiter = waiters.getAndSet(null);
            while (waiter != null) {
                waiter.tell();
                waiter = waiter.next;
            }
        }
    }

    private static final class ReverseInPlaceBroken {
        private final AtomicReference<Waiters.@Nullable Waiter> waiters = new AtomicReference<>();

        void push(Waiters.Waiter waiter) {
            waiter.next = waiters.get();
            waiters.set(waiter);
        }

        void tellAll() {
            Waiters.Waiter waiter = waiters.getAndSet(null);
            Waiters.Waiter first = null;
            while (waiter != null) {
                Waiters.Waiter below = waiter.next;
                waiter.next = first;
                first = waiter;
                waiter = below;
            }
            while (first != null) {
                Waiters.Waiter following = first.next;
                first.tell();
                first = following;
            }
        }

        void unlinkCleared() {
            Waiters.Waiter kept = null;
            Waiters.Waiter waiter = waiters.get();
            while (waiter != null) {
                Waiters.Waiter following = waiter.next;
                if (!waiter.isCleared()) {
                    kept = waiter;
                } else if (kept != null) {
                    kept.next = following;
                }
                waiter = following;
            }
        }
    }
}
