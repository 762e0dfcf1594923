package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Blocking;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** Limited launchers: ends, cancels and new bodies meet at the permits (bl13). */
final class Limits {
    private static final int BODIES = 3;

    private Limits() {}

    /** Counts how many run at once, and how many have run. */
    private static final class Bodies {
        final int most;
        int running;
        int runs;

        Bodies(int most) {
            this.most = most;
        }

        String body() {
            running++;
            Sim.check(running <= most, running + " run, at most " + most);
            Sim.pause();
            running--;
            runs++;
            return "done";
        }
    }

    private static void cancelsAgainstEnds(int most) throws Exception {
        Bodies bodies = new Bodies(most);
        Blocking.Launcher limited = Threads.launcher().limit(most);
        List<TaskFuture<String>> tasks = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            tasks.add(limited.supply(bodies::body));
        }
        boolean interrupts = Sim.maybe();
        int cancelled = Sim.below(BODIES);
        Sim.start("canceller", () -> tasks.get(cancelled).cancel(interrupts));
        Sim.start("another", () -> tasks.add(limited.supply(bodies::body)));
        for (int i = 0; i < BODIES; i++) {
            try {
                Sim.equal(tasks.get(i).get(), "done", "value");
            } catch (ExecutionException | CancellationException e) {
                Sim.check(i == cancelled, "only what was cancelled has no value: " + e);
            }
        }
        Sim.quiet();
        Sim.check(bodies.runs >= BODIES, bodies.runs + " have run, of which one may not");
        Sim.equal(limited.supply(bodies::body).get(), "done", "a permit is left");
        Sim.quiet();
        Sim.equal(bodies.running, 0, "bodies that run");
    }

    /** A permit goes to whoever is next, also if that one leaves at the same time. */
    @Scenario
    static void bl13_onePermit_cancelAgainstEndsAndANewBody() throws Exception {
        cancelsAgainstEnds(1);
    }

    /** The same with two at a time. */
    @Scenario
    static void bl13_twoPermits_cancelAgainstEndsAndANewBody() throws Exception {
        cancelsAgainstEnds(2);
    }

    /** Cancelled between two limits, a body takes no permit of the outer along. */
    @Scenario
    static void bl13_twoLimits_cancelAgainstEnds() throws Exception {
        Bodies bodies = new Bodies(1);
        Blocking.Launcher outer = Threads.launcher().limit(1);
        Blocking.Launcher inner = outer.limit(1);
        TaskFuture<String> first = outer.supply(bodies::body);
        TaskFuture<String> second = inner.supply(bodies::body);
        TaskFuture<String> third = inner.supply(bodies::body);
        Sim.start("canceller", () -> second.cancel(true));
        Sim.equal(first.get(), "done", "value");
        Sim.equal(third.get(), "done", "value");
        Sim.equal(outer.supply(bodies::body).get(), "done", "a permit is left");
    }
}
