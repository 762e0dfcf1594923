package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cancel of the result against a run of the task (F7): either the run cancels the future, or the
 * task is enqueued once more and the next run does.
 *
 * <p>Results: how often the future was cancelled, how often the task is queued afterwards.
 */
public final class CancelAgainstRun {
    private CancelAgainstRun() {}

    /** The poll is pending. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "cancelled in the run")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "cancelled in the next run")
    @Outcome(expect = FORBIDDEN, desc = "never cancelled, cancelled twice or queued twice")
    @State
    public static class Pending {
        private final Carrier carrier = Fixture.idleCarrier();
        private final Counting future = new Counting();
        private final PollTask<Object> task = new PollTask<>(future, carrier);
        private final TaskResult<Object> result = task.result();

        @Actor
        public void carrier() {
            task.run(carrier);
        }

        @Actor
        public void canceller() {
            result.cancel(true);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = future.cancels;
            r.r2 = Fixture.queued(carrier);
        }
    }

    /** The twin: the run looks at the outcome, then clears the bit. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "cancelled in the run")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "cancelled in the next run")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "never cancelled")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class PendingBroken {
        private final LookThenClearBroken task = new LookThenClearBroken();

        @Actor
        public void carrier() {
            task.run();
        }

        @Actor
        public void canceller() {
            task.cancel();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = task.cancels;
            r.r2 = task.queued.get();
        }
    }

    private static final class Counting implements PollFuture<Object> {
        private int cancels;

        @Override
        public Poll<Object> poll(Context cx) {
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    private static final class LookThenClearBroken {
        private final AtomicBoolean scheduled = new AtomicBoolean(true);
        private final AtomicInteger queued = new AtomicInteger();
        private volatile boolean cancelled;
        private int cancels;

        void run() {
            if (cancelled) {
                cancels++;
                scheduled.getAndSet(true);
                return;
            }
            scheduled.getAndSet(false);
        }

        void cancel() {
            cancelled = true;
            if (!scheduled.getAndSet(true)) {
                queued.getAndIncrement();
            }
        }
    }
}
