package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** The slot of an executor's contexts: C1 to C8. */
abstract class ExecutorSlotRules extends ExecutorAcquireRules {
    /** For subclasses. */
    ExecutorSlotRules() {}

    /** An idle hook is leased again by its kind. */
    @RequiredRule
    public final void c06_anIdleHookIsRevivedByItsKind() throws Exception {
        onSlot(
                "C6",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease = bench.lease(probe);
                    RelayHook hook = lease.hook();
                    bench.inPoll(
                            probe,
                            cx -> {
                                lease.close();
                                return true;
                            });
                    ReactorLease<RelayHook> again = bench.lease(probe);
                    bench.require(
                            again.hook() == hook && hook.manual.closes() == 0,
                            "an idle hook was not revived by an acquire of its kind.");
                    bench.untilParked(hook);
                });
    }

    /** The carrier does not park in an idle hook. */
    @RequiredRule
    public final void c06_anIdleHookIsNotParkedIn() throws Exception {
        onSlot(
                "C6",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease = bench.lease(probe);
                    RelayHook hook = lease.hook();
                    bench.untilParked(hook);
                    int before =
                            bench.inPoll(
                                    probe,
                                    cx -> {
                                        lease.close();
                                        return hook.manual.parks().size();
                                    });
                    for (int i = 0; i < 5; i++) {
                        Bench.holdsBriefly(() -> hook.manual.parks().size() != before);
                        bench.inPoll(probe, cx -> true);
                    }
                    bench.require(
                            hook.manual.parks().size() == before,
                            "the carrier was "
                                    + (hook.manual.parks().size() - before)
                                    + " times in a hook without an open lease.");
                });
    }

    /** An idle hook makes room for another kind at once, and is closed then. */
    @RequiredRule
    public final void c06_anIdleHookIsReplacedByAnotherKind() throws Exception {
        onSlot(
                "C6",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease = bench.lease(probe);
                    RelayHook hook = lease.hook();
                    RelayHook.Other other =
                            bench.inPoll(
                                    probe,
                                    cx -> {
                                        lease.close();
                                        return acquireOther(bench, cx).hook();
                                    });
                    bench.until(() -> hook.manual.closes() == 1, "a replaced hook was not closed");
                    bench.untilParked(other);
                });
    }

    static ReactorLease<RelayHook.Other> acquireOther(Bench bench, Context cx)
            throws java.io.IOException {
        return cx.reactor()
                .acquire(RelayHook.Other.class, host -> bench.watched(new RelayHook.Other(host)));
    }

    /** A hook that is replaced by a waker inside its park is closed after that park. */
    @RequiredRule
    public final void c06_aHookReplacedInsideItsParkIsClosedAfterIt() throws Exception {
        onSlot(
                "C6",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease =
                            bench.inPoll(
                                    probe,
                                    cx ->
                                            cx.reactor()
                                                    .acquire(
                                                            RelayHook.class,
                                                            h -> bench.watched(new Inside(h))));
                    Inside hook = (Inside) lease.hook();
                    ReactorSlot slot = bench.inPoll(probe, Context::reactor);
                    bench.untilParked(hook);
                    List<Throwable> thrown = new ArrayList<>();
                    Waker replaces =
                            () -> {
                                try {
                                    lease.close();
                                    slot.acquire(
                                            RelayHook.Other.class,
                                            host -> bench.watched(new RelayHook.Other(host)));
                                } catch (Throwable t) {
                                    thrown.add(t);
                                }
                            };
                    hook.manual.event(replaces);
                    bench.until(
                            () -> hook.manual.closes() == 1,
                            "a hook that was replaced inside its park was not closed " + thrown);
                    bench.require(
                            !hook.closedInside, "a hook was closed while the carrier was in it.");
                });
    }

    /** Notices a close in the middle of a park. */
    private static final class Inside extends RelayHook {
        private volatile boolean inside;
        private volatile boolean closedInside;

        Inside(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            inside = true;
            try {
                return super.park(nanos);
            } finally {
                inside = false;
            }
        }

        @Override
        public void close() {
            closedInside |= inside;
            super.close();
        }
    }

    /** A lease is closed on any thread, and however often it counts once. */
    @RequiredRule
    public final void c07_aLeaseIsClosedOnAnyThreadAndCountsOnce() throws Exception {
        onSlot(
                "C7",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> one = bench.lease(probe);
                    ReactorLease<RelayHook> two = bench.lease(probe);
                    RelayHook hook = one.hook();
                    for (int i = 0; i < 3; i++) {
                        one.close();
                        bench.inPoll(probe, cx -> true);
                    }
                    bench.require(
                            throwsIllegalState(one::hook),
                            "hook() of a closed lease did not throw IllegalStateException.");
                    bench.require(
                            bench.inPoll(
                                    probe,
                                    cx ->
                                            !one.isCurrent(cx.reactor())
                                                    && two.isCurrent(cx.reactor())),
                            "a closed lease is current, or closing it twice has closed another.");
                    bench.inPoll(probe, cx -> conflict(bench, cx));
                    FutureTask<Boolean> close =
                            new FutureTask<>(
                                    () -> {
                                        two.close();
                                        return true;
                                    });
                    Thread.ofVirtual().start(close);
                    bench.await(close, "close of a lease has not returned on a virtual thread");
                    bench.until(
                            () -> isReplaced(bench, probe, hook),
                            "all leases were closed on other threads, but the hook is not idle");
                });
    }

    private static boolean isReplaced(Bench bench, Probe probe, RelayHook hook) {
        try {
            bench.inPoll(probe, cx -> acquireOther(bench, cx));
            return hook.manual.closes() == 1;
        } catch (ReactorConflictException notYet) {
            return false;
        } catch (Exception e) {
            throw new AssertionError("C7: acquire threw " + e, e);
        }
    }

    /** A lease of a registration that is over does not count for the next one. */
    @RequiredRule
    public final void c07_aCloseCountsOnlyForItsRegistration() throws Exception {
        onSlot(
                "C7",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> old = bench.lease(probe);
                    old.hook().manual.failNextPark(new IllegalStateException("breaks"));
                    bench.until(() -> hasFailed(old), "a hook whose park threw has not failed");
                    ReactorLease<RelayHook> current = bench.lease(probe);
                    bench.require(
                            !bench.inPoll(probe, cx -> old.isCurrent(cx.reactor())),
                            "the lease of a failed hook is current.");
                    bench.inPoll(
                            probe,
                            cx -> {
                                old.close();
                                return true;
                            });
                    bench.require(
                            bench.inPoll(probe, cx -> current.isCurrent(cx.reactor())),
                            "closing a lease of an earlier registration has affected the present"
                                    + " one.");
                    bench.inPoll(probe, cx -> conflict(bench, cx));
                });
    }

    static boolean hasFailed(ReactorLease<?> lease) {
        try {
            lease.hook();
            return false;
        } catch (ReactorFailedException failed) {
            return true;
        }
    }

    /** The slot refuses other threads. */
    @OptionalRule
    public final void c07_theSlotRefusesOtherThreads() throws Exception {
        skipUnlessPromised(guardsContexts(), "guardsContexts", "contexts refuse other threads");
        onSlot(
                "C7",
                bench -> {
                    ReactorSlot slot = bench.inPoll(Context::reactor);
                    @Nullable ReactorHook[] held = new ReactorHook[1];
                    bench.require(
                            throwsIllegalState(() -> held[0] = slot.held())
                                    && throwsIllegalState(
                                            () -> slot.acquire(RelayHook.class, RelayHook::new)),
                            "a slot was used on another thread than its carrier's.");
                });
    }

    /** Two executors hold different hooks without a conflict. */
    @RequiredRule
    public final void c08_executorsAreDifferentContexts() throws Exception {
        onSlot(
                "C8",
                bench -> {
                    Probe probe = bench.probe();
                    RelayHook hook = bench.lease(probe).hook();
                    onExecutor(
                            "C8",
                            second -> {
                                Probe elsewhere = second.probe();
                                RelayHook.Other other =
                                        second.inPoll(
                                                elsewhere, cx -> acquireOther(second, cx).hook());
                                second.untilParked(other);
                            });
                    bench.untilParked(hook);
                });
    }
}
