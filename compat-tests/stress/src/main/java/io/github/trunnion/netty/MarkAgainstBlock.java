package io.github.trunnion.netty;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A task for the event loop against its carrier, which is about to block in it: either the carrier
 * sees the task, which is a plain field here, or it is woken.
 *
 * <p>Results: 1 if the carrier saw the task, 2 if it blocked; how often it was woken.
 */
public final class MarkAgainstBlock {
    private static final int BLOCKED = 2;

    private MarkAgainstBlock() {}

    /** One task. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the carrier saw it")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(expect = FORBIDDEN, desc = "a task lost, or woken twice")
    @State
    public static class One {
        private final ParkWord word = new ParkWord();
        private int task;
        private int wakes;

        @Actor
        public void carrier(II_Result r) {
            word.take();
            r.r1 = task;
            if (r.r1 == 0) {
                if (word.enter(ParkWord.BLOCKING) && word.isAsleep()) {
                    r.r1 = BLOCKED;
                } else {
                    word.leave();
                    r.r1 = task;
                }
            }
        }

        @Actor
        public void other() {
            task = 1;
            if (word.mark(ParkWord.TASKS) == ParkWord.BLOCKING) {
                wakes++;
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes;
        }
    }

    /** The twin: the carrier looks at the word, then writes it. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the carrier saw it")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "2, 0", expect = ACCEPTABLE_INTERESTING, desc = "it sleeps over the task")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class OneBroken {
        private final AtomicInteger word = new AtomicInteger();
        private int task;
        private int wakes;

        @Actor
        public void carrier(II_Result r) {
            word.getAndSet(0);
            r.r1 = task;
            if (r.r1 == 0) {
                if (enter() && word.get() == ParkWord.BLOCKING) {
                    r.r1 = BLOCKED;
                } else {
                    word.getAndSet(0);
                    r.r1 = task;
                }
            }
        }

        private boolean enter() {
            if (word.get() != 0) {
                return false;
            }
            word.set(ParkWord.BLOCKING);
            return true;
        }

        @Actor
        public void other() {
            task = 1;
            if (word.getAndUpdate(seen -> seen | ParkWord.TASKS) == ParkWord.BLOCKING) {
                wakes++;
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes;
        }
    }

    /** Two tasks; the first result is 1 if the carrier saw both. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the carrier saw both")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "woken, once")
    @Outcome(id = "0, [01]", expect = ACCEPTABLE, desc = "the second one has yet to mark the word")
    @Outcome(expect = FORBIDDEN, desc = "a task lost, or woken twice")
    @State
    public static class Two {
        private final ParkWord word = new ParkWord();
        private final AtomicInteger wakes = new AtomicInteger();
        private int task;
        private int otherTask;

        @Actor
        public void carrier(II_Result r) {
            word.take();
            r.r1 = task & otherTask;
            if (r.r1 == 0) {
                if (word.enter(ParkWord.BLOCKING) && word.isAsleep()) {
                    r.r1 = BLOCKED;
                } else {
                    word.leave();
                    r.r1 = task & otherTask;
                }
            }
        }

        @Actor
        public void one() {
            task = 1;
            mark();
        }

        @Actor
        public void other() {
            otherTask = 1;
            mark();
        }

        private void mark() {
            if (word.mark(ParkWord.TASKS) == ParkWord.BLOCKING) {
                wakes.getAndIncrement();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes.get();
        }
    }

    /** The twin: a mark looks at the word, then writes it. */
    @JCStressTest
    @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "as above")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "woken, once")
    @Outcome(id = "[12], 2", expect = ACCEPTABLE_INTERESTING, desc = "woken twice for one block")
    @Outcome(id = "[012], [012]", expect = ACCEPTABLE_INTERESTING, desc = "a task lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class TwoBroken {
        private final AtomicInteger word = new AtomicInteger();
        private final AtomicInteger wakes = new AtomicInteger();
        private int task;
        private int otherTask;

        @Actor
        public void carrier(II_Result r) {
            word.getAndSet(0);
            r.r1 = task & otherTask;
            if (r.r1 == 0) {
                if (word.compareAndSet(0, ParkWord.BLOCKING) && word.get() == ParkWord.BLOCKING) {
                    r.r1 = BLOCKED;
                } else {
                    word.getAndSet(0);
                    r.r1 = task & otherTask;
                }
            }
        }

        @Actor
        public void one() {
            task = 1;
            mark();
        }

        @Actor
        public void other() {
            otherTask = 1;
            mark();
        }

        private void mark() {
            int seen = word.get();
            word.set(seen | ParkWord.TASKS);
            if (seen == ParkWord.BLOCKING) {
                wakes.getAndIncrement();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes.get();
        }
    }
}
