package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

/** Submits against parks (E2, E3, H2, H3). */
final class Parks {
    private Parks() {}

    /** Holds a lease and ends after a number of events. */
    private static final class Events extends Probe<Integer> {
        private final int wanted;
        private final SimHook hook;
        private @Nullable ReactorLease<SimHook> lease;

        Events(int wanted, SimHook hook) {
            this.wanted = wanted;
            this.hook = hook;
        }

        @Override
        Poll<Integer> advance(Context cx) {
            if (lease == null) {
                lease = cx.reactor().acquire(hook);
            }
            if (hook.seen() >= wanted) {
                lease.close();
                return Poll.ready(hook.seen());
            }
            hook.register(cx.waker());
            return Poll.pending();
        }
    }

    /** The carrier parks plainly between submits; each action runs. */
    @Scenario
    static void e03_threeSubmittersAgainstPlainPark() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        int[] ran = new int[1];
        for (int i = 0; i < 3; i++) {
            Sim.start(
                    "submitter-" + i,
                    () -> {
                        bridge.execute(() -> ran[0]++);
                        bridge.execute(() -> ran[0]++);
                    });
        }
        Sim.quiet();
        Sim.equal(ran[0], 6, "actions that ran");
        CarrierCounters counters = bridge.counters();
        Sim.equal(counters.runnables(), 6L, "counted actions");
        Sim.equal(counters.foreignSubmits(), 6L, "counted submits");
        Sim.check(counters.unparks() <= counters.parksPlain(), "one unpark at most a park");
        Bridge.close(bridge);
    }

    /** Whoever reads the counters never sees more unparks than parks. */
    @Scenario
    static void e03_countersWhileSubmitting() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Sim.start("submitter-0", () -> bridge.execute(() -> {}));
        Sim.start("submitter-1", () -> bridge.execute(() -> {}));
        Sim.start(
                "reader",
                () -> {
                    Bridge.checkUnparks(bridge);
                    Bridge.checkUnparks(bridge);
                });
        Sim.quiet();
        Bridge.close(bridge);
    }

    /** The same with a hook, whose permit sticks. */
    @Scenario
    static void h03_submittersAndEventsAgainstHookPark() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        int[] ran = new int[1];
        var task = bridge.spawn(new Events(3, hook));
        Sim.start(
                "device",
                () -> {
                    hook.event();
                    hook.event();
                });
        for (int i = 0; i < 2; i++) {
            Sim.start("submitter-" + i, () -> bridge.execute(() -> ran[0]++));
        }
        Sim.quiet();
        Sim.equal(ran[0], 2, "actions that ran");
        Sim.equal(hook.seen(), 2, "events that were dispatched");
        hook.event();
        Sim.equal(task.get(), 3, "events");
        Bridge.close(bridge);
        Sim.equal(hook.closes, 1, "closes of the hook");
    }

    /** One hook is idle, another takes its place: the unpark goes to where the carrier parks. */
    @Scenario
    static void c06_hookChangesAgainstSubmits() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook first = new SimHook(null);
        SimHook second = new SimHook(null);
        int[] ran = new int[1];
        Sim.start(
                "user",
                () -> {
                    var one = bridge.spawn(new Events(1, first));
                    first.event();
                    Sim.equal(one.get(), 1, "events");
                    var two = bridge.spawn(new Events(1, second));
                    second.event();
                    Sim.equal(two.get(), 1, "events");
                });
        Sim.start(
                "submitter",
                () -> {
                    for (int i = 0; i < 4; i++) {
                        bridge.execute(() -> ran[0]++);
                    }
                });
        Sim.quiet();
        Sim.equal(ran[0], 4, "actions that ran");
        Bridge.close(bridge);
        Sim.equal(first.closes, 1, "closes of the first hook");
        Sim.equal(second.closes, 1, "closes of the second hook");
    }

    /** A hook that returns for nothing is reported and slowed down; a submit is not (H6). */
    @Scenario
    static void h06_pauseAgainstSubmits() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        hook.spins = true;
        int[] reports = new int[1];
        Sim.onUncaught(
                thrown -> {
                    Sim.check(String.valueOf(thrown).contains("spins"), "it is about the hook");
                    reports[0]++;
                });
        int[] ran = new int[1];
        var task = bridge.spawn(new Events(1, hook));
        Thread[] submitters = new Thread[2];
        for (int i = 0; i < submitters.length; i++) {
            submitters[i] =
                    Sim.start(
                            "submitter-" + i,
                            () -> {
                                Sim.await(() -> reports[0] > 0);
                                bridge.execute(() -> ran[0]++);
                            });
        }
        for (Thread submitter : submitters) {
            submitter.join();
        }
        hook.spins = false;
        hook.event();
        Sim.equal(task.get(), 1, "events");
        Bridge.close(bridge);
        Sim.equal(ran[0], 2, "actions that ran");
        Sim.equal(reports[0], 1, "reports");
    }
}
