package io.github.trunnion.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The register of a poll against a wake: either the check after register sees the condition, which
 * is a plain field here, or the registered waker is woken.
 *
 * <p>Results: the condition as the poll saw it, how often the poll's waker is woken.
 */
public final class RegisterAgainstWake {
    private RegisterAgainstWake() {}

    /** Into an empty cell. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the check saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(expect = FORBIDDEN, desc = "a wake lost, or woken twice")
    @State
    public static class Empty {
        private final AtomicWaker cell = new AtomicWaker();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The twin: the poll checks, then registers. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the check saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class EmptyCheckFirstBroken {
        private final AtomicWaker cell = new AtomicWaker();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        @Actor
        public void poll(II_Result r) {
            r.r1 = data;
            cell.register(waker);
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The twin: wake reads the cell first. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the check saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class EmptyReadFirstBroken {
        private final ReadFirstBroken cell = new ReadFirstBroken();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** In place of another waker. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the check saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the latest waker woken")
    @Outcome(expect = FORBIDDEN, desc = "a wake lost, or woken twice")
    @State
    public static class Replace {
        private final AtomicWaker cell = new AtomicWaker();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        public Replace() {
            cell.register(new CountingWaker());
        }

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The twin: register keeps whatever waker is there. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the check saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the latest waker woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class ReplaceBroken {
        private final KeepFirstBroken cell = new KeepFirstBroken();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        public ReplaceBroken() {
            cell.register(new CountingWaker());
        }

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The shortcut: the same waker again. */
    @JCStressTest
    @Outcome(id = "[01], 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(expect = FORBIDDEN, desc = "a wake lost, or woken twice")
    @State
    public static class Again {
        private final AtomicWaker cell = new AtomicWaker();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        public Again() {
            cell.register(waker);
        }

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The twin: register empties the cell before it fills it. */
    @JCStressTest
    @Outcome(id = "[01], 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "[01], 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class AgainBroken {
        private final InTwoStepsBroken cell = new InTwoStepsBroken();
        private final CountingWaker waker = new CountingWaker();
        private int data;

        public AgainBroken() {
            cell.register(waker);
        }

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** Two events at once; results: the conditions as the poll saw them, wakes. */
    @JCStressTest
    @Outcome(id = "3, [01]", expect = ACCEPTABLE, desc = "the check saw both")
    @Outcome(id = "[012], 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(expect = FORBIDDEN, desc = "a wake lost, or woken twice")
    @State
    public static class TwoEvents {
        private final AtomicWaker cell = new AtomicWaker();
        private final CountingWaker waker = new CountingWaker();
        private int data;
        private int other;

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data + other;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Actor
        public void otherEvent() {
            other = 2;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    /** The twin: wake takes the waker in two steps. */
    @JCStressTest
    @Outcome(id = "3, [01]", expect = ACCEPTABLE, desc = "the check saw both")
    @Outcome(id = "[012], 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "[012], 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(id = "[0123], 2", expect = ACCEPTABLE_INTERESTING, desc = "woken twice")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class TwoEventsBroken {
        private final InTwoStepsBroken cell = new InTwoStepsBroken();
        private final CountingWaker waker = new CountingWaker();
        private int data;
        private int other;

        @Actor
        public void poll(II_Result r) {
            cell.register(waker);
            r.r1 = data + other;
        }

        @Actor
        public void event() {
            data = 1;
            cell.wake();
        }

        @Actor
        public void otherEvent() {
            other = 2;
            cell.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = waker.wakes();
        }
    }

    private static final class CountingWaker implements Waker {
        private final AtomicInteger wakes = new AtomicInteger();

        int wakes() {
            return wakes.get();
        }

        @Override
        public void wake() {
            wakes.getAndIncrement();
        }
    }

    private static final class ReadFirstBroken {
        private final AtomicReference<@Nullable Waker> cell = new AtomicReference<>();

        void register(Waker waker) {
            cell.getAndSet(waker);
        }

        void wake() {
            if (cell.get() == null) {
                return;
            }
            Waker taken = cell.getAndSet(null);
            if (taken != null) {
                taken.wake();
            }
        }
    }

    private static final class InTwoStepsBroken {
        private final AtomicReference<@Nullable Waker> cell = new AtomicReference<>();

        void register(Waker waker) {
            cell.set(null);
            cell.set(waker);
        }

        void wake() {
            Waker taken = cell.get();
            if (taken != null) {
                cell.set(null);
                taken.wake();
            }
        }
    }

    private static final class KeepFirstBroken {
        private final AtomicReference<@Nullable Waker> cell = new AtomicReference<>();

        void register(Waker waker) {
            if (cell.get() == null) {
                cell.getAndSet(waker);
            }
        }

        void wake() {
            Waker taken = cell.getAndSet(null);
            if (taken != null) {
                taken.wake();
            }
        }
    }
}
