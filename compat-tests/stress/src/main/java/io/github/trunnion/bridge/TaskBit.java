package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.futures.Poll;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wake against the poll of a task that is already scheduled (W3): either that poll sees what the
 * waker's thread has written, without any ordering of its own, or the task is enqueued once more.
 *
 * <p>Results: what the poll saw (1 for the first waker, 2 for the second), how often the task is
 * queued afterwards.
 */
public final class TaskBit {
    private TaskBit() {}

    /** One wakes. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the poll saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "one more poll")
    @Outcome(expect = FORBIDDEN, desc = "coalesced with a poll that did not see it")
    @State
    public static class One {
        private int data;
        private int seen;
        private final Carrier carrier = Fixture.idleCarrier();
        private final PollTask<Object> task =
                new PollTask<>(
                        cx -> {
                            seen = data;
                            return Poll.pending();
                        },
                        carrier);

        @Actor
        public void carrier() {
            task.run(carrier);
        }

        @Actor
        public void waker() {
            data = 1;
            task.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = seen;
            r.r2 = Fixture.queued(carrier);
        }
    }

    /** The twin: wake reads the bit first. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "the poll saw it")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "one more poll")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class OneBroken {
        private final ReadFirstBroken bit = new ReadFirstBroken();
        private int data;
        private int seen;

        @Actor
        public void carrier() {
            bit.clear();
            seen = data;
        }

        @Actor
        public void waker() {
            data = 1;
            bit.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = seen;
            r.r2 = bit.queued();
        }
    }

    /** Two wake. */
    @JCStressTest
    @Outcome(id = "3, [01]", expect = ACCEPTABLE, desc = "the poll saw both")
    @Outcome(id = "[012], 1", expect = ACCEPTABLE, desc = "one more poll")
    @Outcome(expect = FORBIDDEN, desc = "a wake lost, or a node in its queue twice")
    @State
    public static class Two {
        private int data;
        private int other;
        private int seen;
        private final Carrier carrier = Fixture.idleCarrier();
        private final PollTask<Object> task =
                new PollTask<>(
                        cx -> {
                            seen = data + other;
                            return Poll.pending();
                        },
                        carrier);

        @Actor
        public void carrier() {
            task.run(carrier);
        }

        @Actor
        public void waker() {
            data = 1;
            task.wake();
        }

        @Actor
        public void otherWaker() {
            other = 2;
            task.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = seen;
            r.r2 = Fixture.queued(carrier);
        }
    }

    /** The twin: wake reads the bit, then writes it. */
    @JCStressTest
    @Outcome(id = "3, [01]", expect = ACCEPTABLE, desc = "the poll saw both")
    @Outcome(id = "[012], 1", expect = ACCEPTABLE, desc = "one more poll")
    @Outcome(id = "[012], 0", expect = ACCEPTABLE_INTERESTING, desc = "a wake lost")
    @Outcome(id = "[0123], 2", expect = ACCEPTABLE_INTERESTING, desc = "in the queue twice")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class TwoBroken {
        private final ReadThenWriteBroken bit = new ReadThenWriteBroken();
        private int data;
        private int other;
        private int seen;

        @Actor
        public void carrier() {
            bit.clear();
            seen = data + other;
        }

        @Actor
        public void waker() {
            data = 1;
            bit.wake();
        }

        @Actor
        public void otherWaker() {
            other = 2;
            bit.wake();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = seen;
            r.r2 = bit.queued();
        }
    }

    private static class BitCopy {
        final AtomicBoolean scheduled = new AtomicBoolean(true);
        private final AtomicInteger queued = new AtomicInteger();

        final void clear() {
            scheduled.getAndSet(false);
        }

        final void enqueue() {
            queued.getAndIncrement();
        }

        final int queued() {
            return queued.get();
        }
    }

    private static final class ReadFirstBroken extends BitCopy {
        void wake() {
            if (scheduled.get()) {
                return;
            }
            if (!scheduled.getAndSet(true)) {
                enqueue();
            }
        }
    }

    private static final class ReadThenWriteBroken extends BitCopy {
        void wake() {
            if (!scheduled.get()) {
                scheduled.set(true);
                enqueue();
            }
        }
    }
}
