package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an acquire of a slot does: C1 to C5. */
abstract class ExecutorAcquireRules extends ExecutorWakerRules {

    /** For subclasses. */
    ExecutorAcquireRules() {}

    /** A context has a waker, a slot and timers. */
    @RequiredRule
    public final void c01_aContextHasWakerSlotAndTimers() throws Exception {
        onExecutor(
                "C1",
                bench ->
                        bench.require(
                                bench.inPoll(ExecutorAcquireRules::isComplete),
                                "a context lacks its waker, its slot or its timers."));
    }

    @SuppressWarnings("ConstantValue") // that they are there is what is asked
    private static boolean isComplete(Context cx) {
        return cx.waker() != null && cx.reactor() != null && cx.timers() != null;
    }

    /** An acquire of the kind that is held leases the held hook and makes none. */
    @RequiredRule
    public final void c02_acquireLeasesTheHeldHookOfItsKind() throws Exception {
        onSlot(
                "C2",
                bench -> {
                    AtomicInteger made = new AtomicInteger();
                    bench.inPoll(
                            cx -> {
                                ReactorLease<RelayHook> first =
                                        cx.reactor()
                                                .acquire(
                                                        RelayHook.class,
                                                        host -> make(bench, host, made));
                                ReactorLease<ReactorHook> second =
                                        cx.reactor()
                                                .acquire(
                                                        ReactorHook.class,
                                                        host -> make(bench, host, made));
                                bench.require(
                                        made.get() == 1
                                                && first.hook() == second.hook()
                                                && cx.reactor().held() == first.hook(),
                                        "two acquires of one kind did not lease one hook; "
                                                + made
                                                + " were made.");
                                return true;
                            });
                });
    }

    private static RelayHook make(Bench bench, ReactorHost host, AtomicInteger made) {
        made.incrementAndGet();
        return bench.watched(new RelayHook(host));
    }

    /** A factory is told the carrier's thread and its clock. */
    @RequiredRule
    public final void c02_aFactoryIsToldItsHost() throws Exception {
        onSlot(
                "C2",
                bench ->
                        bench.inPoll(
                                cx -> {
                                    RelayHook hook =
                                            cx.reactor()
                                                    .acquire(RelayHook.class, RelayHook::new)
                                                    .hook();
                                    bench.require(
                                            hook.host.thread() == Thread.currentThread(),
                                            "the factory was told that its carrier is "
                                                    + hook.host.thread()
                                                    + ", not "
                                                    + Thread.currentThread());
                                    long before = cx.timers().nanoTime();
                                    long said = hook.host.nanoTime();
                                    bench.require(
                                            said - before >= 0
                                                    && cx.timers().nanoTime() - said >= 0,
                                            "the clock of the host is not that of the timers.");
                                    return true;
                                }));
    }

    /** An acquire of a hook registers it, and another one leases it. */
    @RequiredRule
    public final void c02_acquireOfAHookLeasesThatVeryOne() throws Exception {
        onSlot(
                "C2",
                bench ->
                        bench.inPoll(
                                cx -> {
                                    ReactorHook hook = new Face("one");
                                    var first = cx.reactor().acquire(hook);
                                    bench.require(
                                            cx.reactor().held() == hook,
                                            "an acquired hook is not held.");
                                    ReactorLease<ReactorHook> second =
                                            cx.reactor().acquire(new Face("one"));
                                    bench.require(
                                            second.isCurrent(cx.reactor())
                                                    && cx.reactor().held() == hook,
                                            "another face of the held hook (isSame) did not lease"
                                                    + " the held one.");
                                    first.close();
                                    second.close();
                                    return true;
                                }));
    }

    /** One of several faces of a reactor. */
    private record Face(String reactor) implements ReactorHook {
        @Override
        public int park(long nanos) {
            return 0;
        }

        @Override
        public void unpark() {}

        @Override
        public boolean hasInterest() {
            return false;
        }

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void close() {}

        @Override
        public boolean isSame(ReactorHook other) {
            return equals(other);
        }

        @Override
        public boolean canParkOn(Thread thread) {
            return true;
        }
    }

    /** If the factory itself fills the slot, that hook is leased and the made one is closed. */
    @RequiredRule
    public final void c02_aFactoryThatFillsTheSlotLoses() throws Exception {
        onSlot(
                "C2",
                bench -> {
                    List<RelayHook> made = new ArrayList<>();
                    bench.inPoll(
                            cx -> {
                                ReactorLease<RelayHook> lease =
                                        cx.reactor()
                                                .acquire(
                                                        RelayHook.class,
                                                        host -> makeTwo(bench, cx, host, made));
                                bench.require(
                                        made.size() == 2
                                                && lease.hook() == made.get(0)
                                                && made.get(0).manual.closes() == 0,
                                        "the hook that a factory has registered itself was not"
                                                + " leased.");
                                bench.require(
                                        made.get(1).manual.closes() == 1,
                                        "a made hook that came too late was closed "
                                                + made.get(1).manual.closes()
                                                + " times, not once.");
                                return true;
                            });
                });
    }

    private static RelayHook makeTwo(
            Bench bench, Context cx, ReactorHost host, List<RelayHook> made)
            throws java.io.IOException {
        cx.reactor()
                .acquire(
                        RelayHook.class,
                        inner -> {
                            made.add(bench.watched(new RelayHook(inner)));
                            return made.get(0);
                        });
        made.add(bench.watched(new RelayHook(host)));
        return made.get(1);
    }

    /** A lease that is kept is current in later polls. */
    @RequiredRule
    public final void c02_aKeptLeaseStaysCurrent() throws Exception {
        onSlot(
                "C2",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease = bench.lease(probe);
                    for (int i = 0; i < 3; i++) {
                        bench.require(
                                bench.inPoll(probe, cx -> lease.isCurrent(cx.reactor())),
                                "a lease that is open is not current in a later poll.");
                    }
                    bench.require(
                            !bench.inPoll(probe, cx -> lease.isCurrent(ReactorSlot.unsupported())),
                            "a lease is current in a slot that did not issue it.");
                });
    }

    /** Contexts derived any number of levels deep share slot and timers. */
    @RequiredRule
    public final void c03_derivedContextsShareTheSlot() throws Exception {
        onSlot(
                "C3",
                bench -> {
                    Probe probe = bench.probe();
                    CountingWaker waker = new CountingWaker();
                    RelayHook hook =
                            bench.inPoll(
                                    probe,
                                    cx -> {
                                        Context deep = cx;
                                        for (int i = 0; i < 5; i++) {
                                            deep = deep.withWaker(waker);
                                        }
                                        bench.require(
                                                deep.waker() == waker,
                                                "withWaker gave a context with another waker.");
                                        RelayHook made =
                                                deep.reactor()
                                                        .acquire(
                                                                RelayHook.class,
                                                                h ->
                                                                        bench.watched(
                                                                                new RelayHook(h)))
                                                        .hook();
                                        bench.require(
                                                cx.reactor().held() == made,
                                                "a hook that was acquired in a derived context is"
                                                        + " not held by the slot of the carrier.");
                                        deep.timers().wakeAfter(1, waker);
                                        return made;
                                    });
                    bench.untilParked(hook);
                    bench.until(
                            () -> waker.wakes() > 0, "a timer of a derived context has not fired");
                });
    }

    /** A conflict names the held reactor, the wanted one, and the number of leases. */
    @RequiredRule
    public final void c04_aConflictNamesBothAndTheLeases() throws Exception {
        onSlot(
                "C4",
                bench ->
                        bench.inPoll(
                                cx -> {
                                    RelayHook hook =
                                            cx.reactor()
                                                    .acquire(RelayHook.class, RelayHook::new)
                                                    .hook();
                                    cx.reactor().acquire(hook);
                                    requireTold(bench, conflict(bench, cx), "RelayHook", "Other");
                                    ReactorHook another = new Face("another");
                                    requireTold(
                                            bench,
                                            conflict(bench, () -> cx.reactor().acquire(another)),
                                            "RelayHook",
                                            "Face");
                                    return true;
                                }));
    }

    private static void requireTold(
            Bench bench, ReactorConflictException conflict, String held, String wanted) {
        String message = String.valueOf(conflict.getMessage());
        bench.require(
                message.contains(held)
                        && message.contains(wanted)
                        && message.matches("(?s).*\\b2\\b.*"),
                "the message of a conflict names not the held reactor ("
                        + held
                        + "), the wanted one ("
                        + wanted
                        + ") and the number of leases (2): "
                        + message);
    }

    static ReactorConflictException conflict(Bench bench, Context cx) throws Exception {
        return conflict(
                bench, () -> cx.reactor().acquire(RelayHook.Other.class, RelayHook.Other::new));
    }

    static ReactorConflictException conflict(
            Bench bench, java.util.concurrent.Callable<ReactorLease<?>> acquire) throws Exception {
        try {
            ReactorLease<?> lease = acquire.call();
            throw bench.failure(
                    "another kind was acquired although the held hook has open leases: " + lease);
        } catch (ReactorConflictException conflict) {
            return conflict;
        }
    }

    /** The held hook goes on as if nothing had happened. */
    @RequiredRule
    public final void c04_aConflictLeavesTheHeldHookUnaffected() throws Exception {
        onSlot(
                "C4",
                bench -> {
                    Probe probe = bench.probe();
                    ReactorLease<RelayHook> lease = bench.lease(probe);
                    RelayHook hook = lease.hook();
                    bench.inPoll(
                            probe,
                            cx -> {
                                conflict(bench, cx);
                                bench.require(
                                        lease.isCurrent(cx.reactor())
                                                && cx.reactor().held() == hook
                                                && hook.manual.closes() == 0,
                                        "a conflict has affected the held hook.");
                                return true;
                            });
                    bench.untilParked(hook);
                    CountingWaker event = new CountingWaker();
                    hook.manual.event(event);
                    bench.until(
                            () -> event.wakes() > 0,
                            "after a conflict no event of the held hook arrives");
                });
    }

    /** A hook that cannot park on the carrier is refused, and closed if a factory made it. */
    @RequiredRule
    public final void c05_aHookThatCannotParkHereIsRefused() throws Exception {
        onSlot(
                "C5",
                bench ->
                        bench.inPoll(
                                cx -> {
                                    List<RelayHook> made = new ArrayList<>();
                                    refused(
                                            bench,
                                            () ->
                                                    cx.reactor()
                                                            .acquire(
                                                                    RelayHook.class,
                                                                    host -> homeless(host, made)));
                                    bench.require(
                                            made.size() == 1 && made.get(0).manual.closes() == 1,
                                            "a made hook that cannot park here was not closed.");
                                    refused(bench, () -> cx.reactor().acquire(made.get(0)));
                                    bench.require(
                                            cx.reactor().held() == null,
                                            "a hook that cannot park here is held.");
                                    return true;
                                }));
    }

    private static RelayHook homeless(ReactorHost host, List<RelayHook> made) {
        RelayHook hook =
                new RelayHook(host) {
                    @Override
                    public boolean canParkOn(Thread thread) {
                        return false;
                    }
                };
        made.add(hook);
        return hook;
    }

    private static void refused(Bench bench, java.util.concurrent.Callable<ReactorLease<?>> acquire)
            throws Exception {
        try {
            acquire.call();
            throw bench.failure("a hook was registered that cannot park on its carrier.");
        } catch (ReactorUnsupportedException refused) {
            // as it has to be
        }
    }
}
