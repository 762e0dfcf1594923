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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection that asks for the only permit against the request that gives it back: either it gets
 * the permit, or it is told to ask again.
 *
 * <p>Results: 1 if it got the permit, how often it was told.
 */
public final class PermitAgainstQueue {
    private PermitAgainstQueue() {}

    /** The limit itself. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "it got the permit")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "told")
    @Outcome(expect = FORBIDDEN, desc = "it waits for ever, or was told twice")
    @State
    public static class Only {
        private final RequestLimit limit = new RequestLimit(1);
        private final AtomicInteger told = new AtomicInteger();

        public Only() {
            limit.tryAcquire(() -> {});
        }

        @Actor
        public void asks(II_Result r) {
            r.r1 = limit.tryAcquire(told::getAndIncrement) ? 1 : 0;
        }

        @Actor
        public void givesBack() {
            limit.release();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = told.get();
        }
    }

    /** The twin: it does not try again when it has queued itself. */
    @JCStressTest
    @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "it got the permit")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "told")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "it waits for ever")
    @Outcome(expect = FORBIDDEN, desc = "no such thing")
    @State
    public static class OnlyBroken {
        private final AtomicInteger permits = new AtomicInteger();
        private final Queue<Runnable> queued = new ConcurrentLinkedQueue<>();
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void asks(II_Result r) {
            if (permits.compareAndSet(1, 0)) {
                r.r1 = 1;
            } else {
                queued.add(told::getAndIncrement);
            }
        }

        @Actor
        public void givesBack() {
            permits.getAndIncrement();
            Runnable again = queued.poll();
            if (again != null) {
                again.run();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = told.get();
        }
    }
}
