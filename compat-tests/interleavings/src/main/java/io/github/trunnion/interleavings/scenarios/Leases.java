package io.github.trunnion.interleavings.scenarios;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

/** Leases that other threads close (C6, C7, H5, H9). */
final class Leases {
    private Leases() {}

    /** Takes leases of a hook and waits for an event or the hook's failure. */
    private static final class User extends Probe<String> {
        private final SimHook hook;
        private final int count;
        @Nullable ReactorLease<SimHook> @Nullable [] leases;

        User(SimHook hook, int count) {
            this.hook = hook;
            this.count = count;
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        Poll<String> advance(Context cx) {
            if (hook.failures > 0) {
                return Poll.ready("failed");
            }
            if (hook.seen() > 0) {
                return Poll.ready("event");
            }
            if (leases == null) {
                ReactorLease<SimHook>[] taken = new ReactorLease[count];
                for (int i = 0; i < count; i++) {
                    taken[i] = cx.reactor().acquire(hook);
                }
                leases = taken;
            }
            hook.register(cx.waker());
            return Poll.pending();
        }

        ReactorLease<SimHook> lease(int index) {
            Sim.await(() -> leases != null);
            return requireNonNull(requireNonNull(leases)[index]);
        }
    }

    /** Close from elsewhere, a failure of the hook and the end of the executor: one close. */
    @Scenario
    static void h09_foreignCloseAgainstHookFailure() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        User user = new User(hook, 1);
        TaskFuture<String> task = bridge.spawn(user);
        Sim.start("closer-0", () -> user.lease(0).close());
        Sim.start("closer-1", () -> user.lease(0).close());
        Sim.start("device", hook::breakDown);
        Sim.quiet();
        if (hook.failures == 0) { // the leases were closed first: nobody parked in it any more
            task.cancel(true);
        } else {
            Sim.equal(task.get(), "failed", "value");
        }
        Bridge.close(bridge);
        Sim.equal(hook.closes, 1, "closes of the hook");
    }

    /** Two threads close the same lease, another one is open: the hook is still parked in. */
    @Scenario
    static void c07_twoClosesOfOneLeaseCountOnce() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        User user = new User(hook, 2);
        TaskFuture<String> task = bridge.spawn(user);
        Sim.start("closer-0", () -> user.lease(0).close());
        Sim.start("closer-1", () -> user.lease(0).close());
        Sim.quiet();
        hook.event();
        Sim.equal(task.get(), "event", "value");
        Bridge.close(bridge);
        Sim.equal(hook.closes, 1, "closes of the hook");
    }

    /** The last lease is closed while another task takes one of the same hook. */
    @Scenario
    static void c06_lastCloseAgainstAcquire() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        User first = new User(hook, 1);
        TaskFuture<String> one = bridge.spawn(first);
        Sim.start("closer", () -> first.lease(0).close());
        User second = new User(hook, 1);
        TaskFuture<String> two = bridge.spawn(second);
        second.lease(0);
        Sim.start("device", hook::event);
        Sim.equal(two.get(), "event", "value");
        Sim.equal(one.get(), "event", "value");
        Bridge.close(bridge);
        Sim.equal(hook.closes, 1, "closes of the hook");
    }

    /** The executor ends while a lease is closed from elsewhere. */
    @Scenario
    static void h09_foreignCloseAgainstExecutorClose() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SimHook hook = new SimHook(null);
        User user = new User(hook, 1);
        TaskFuture<String> task = bridge.spawn(user);
        Sim.start("closer", () -> user.lease(0).close());
        Sim.start("device", hook::event);
        user.lease(0);
        Sim.maybe();
        task.cancel(true);
        Bridge.close(bridge);
        Sim.quiet();
        Sim.equal(hook.closes, 1, "closes of the hook");
    }
}
