package io.github.trunnion.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import java.util.concurrent.CancellationException;

/**
 * A cancel of the result against the poll that returns a value (F7, st05): the value arrives, or it
 * is discarded, or the future is cancelled in place of being polled; one of these, once.
 *
 * <p>Results: whether the value arrived, how often it was discarded, how often the future was
 * cancelled.
 */
public final class CancelAgainstReady {
    private CancelAgainstReady() {}

    /** The task runs once. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "the value arrived")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "cancelled in the poll")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "cancelled before the poll")
    @Outcome(expect = FORBIDDEN, desc = "a value lost, or two ends")
    @State
    public static class Once {
        private final Carrier carrier = Fixture.idleCarrier();
        private final ReadyFuture future = new ReadyFuture();
        private final PollTask<Integer> task = new PollTask<>(future, carrier);
        private final TaskResult<Integer> result = task.result();

        @Actor
        public void carrier() {
            task.run(carrier);
        }

        @Actor
        public void canceller() {
            result.cancel(true);
        }

        @Arbiter
        public void end(III_Result r) {
            try {
                r.r1 = result.join();
            } catch (CancellationException e) {
                r.r1 = 0;
            }
            r.r2 = future.discards;
            r.r3 = future.cancels;
        }
    }

    /** The twin: both look at the outcome, then write it. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "the value arrived")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "cancelled in the poll")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "cancelled before the poll")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE_INTERESTING, desc = "a value lost")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class OnceBroken {
        private final LookThenWriteBroken task = new LookThenWriteBroken();

        @Actor
        public void carrier() {
            task.run();
        }

        @Actor
        public void canceller() {
            task.cancel();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = task.outcome instanceof Integer value ? value : 0;
            r.r2 = task.discards;
            r.r3 = task.cancels;
        }
    }

    private static final class ReadyFuture implements PollFuture<Integer> {
        private int discards;
        private int cancels;

        @Override
        public Poll<Integer> poll(Context cx) {
            return Poll.ready(1);
        }

        @Override
        public void onDiscard(Integer value) {
            discards++;
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    private static final class LookThenWriteBroken {
        private volatile @Nullable Object outcome;
        private int discards;
        private int cancels;

        void run() {
            if (outcome != null) {
                cancels++;
                return;
            }
            if (outcome == null) {
                outcome = 1;
            } else {
                discards++;
            }
        }

        void cancel() {
            if (outcome == null) {
                outcome = "cancelled";
            }
        }
    }
}
