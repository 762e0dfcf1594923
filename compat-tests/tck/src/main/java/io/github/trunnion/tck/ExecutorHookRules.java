package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** How carriers treat hooks: H1 to H9. */
abstract class ExecutorHookRules extends ExecutorFailureRules {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For subclasses. */
    ExecutorHookRules() {}

    /** No park is asked for a negative time, whatever timers say. */
    @RequiredRule
    public final void h01_parkIsNeverNegative() throws Exception {
        onSlot(
                "H1",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    CountingWaker timed = new CountingWaker();
                    bench.inPoll(
                            parked.probe,
                            cx -> {
                                cx.timers().wakeAfter(0, timed);
                                cx.timers().wakeAfter(-1, timed);
                                cx.timers().wakeAfter(Long.MIN_VALUE, timed);
                                cx.timers().wakeAfter(1, timed);
                                cx.timers().wakeAfter(Long.MAX_VALUE, timed);
                                return true;
                            });
                    bench.until(() -> timed.wakes() == 4, "timers have not fired");
                    bench.untilParked(parked.hook);
                });
    }

    /** Only the carrier parks, and a waker that fires there runs on it. */
    @RequiredRule
    public final void h02_onlyTheCarrierParks() throws Exception {
        onSlot(
                "H2",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    bench.untilParked(parked.hook);
                    Thread carrier = bench.inPoll(parked.probe, cx -> Thread.currentThread());
                    bench.untilParked(parked.hook);
                    bench.require(
                            parked.hook.host.thread() == carrier,
                            "the host names another thread than the one that polls.");
                });
    }

    /** A hook may block as long as nothing is queued, and not once a waker has fired in it. */
    @RequiredRule
    public final void h02_mayBlockIsFalseOnceSomethingWasQueued() throws Exception {
        onSlot(
                "H2",
                bench -> {
                    Parked<Asking> parked = new Parked<>(bench, Asking::new);
                    bench.untilParked(parked.hook);
                    int before = parked.probe.polls();
                    parked.hook.manual.event(parked.probe.waker());
                    bench.until(
                            () -> parked.probe.polls() > before,
                            "a waker fired in a park and no poll came");
                    Boolean mayBlock = parked.hook.afterEvent;
                    bench.require(
                            mayBlock != null && !mayBlock,
                            "mayBlock() of the host was true although a waker had fired in this"
                                    + " park.");
                });
    }

    /** Asks its host again after it has fired wakers. */
    private static final class Asking extends RelayHook {
        private volatile @Nullable Boolean afterEvent;

        Asking(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            int events = super.park(nanos);
            if (events > 0) {
                afterEvent = host.mayBlock();
            }
            return events;
        }
    }

    /** A wake by another thread ends the park. */
    @RequiredRule
    public final void h03_aWakeUnparksTheCarrier() throws Exception {
        onSlot(
                "H3",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    for (int i = 0; i < 20; i++) {
                        bench.untilParked(parked.hook);
                        bench.inPoll(parked.probe, cx -> true);
                    }
                });
    }

    /** Without interest the carrier parks elsewhere, and comes back when there is some. */
    @RequiredRule
    public final void h04_notParkedInWithoutInterest() throws Exception {
        onSlot(
                "H4",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    ManualHook hook = parked.hook.manual;
                    bench.untilParked(parked.hook);
                    int before =
                            bench.inPoll(
                                    parked.probe,
                                    cx -> {
                                        hook.interest(false);
                                        return hook.parks().size();
                                    });
                    for (int i = 0; i < 5; i++) {
                        Bench.holdsBriefly(() -> hook.parks().size() != before);
                        bench.inPoll(parked.probe, cx -> true);
                    }
                    bench.require(
                            hook.parks().size() == before,
                            "the carrier was in a hook that has no interest.");
                    bench.inPoll(
                            parked.probe,
                            cx -> {
                                hook.interest(true);
                                return true;
                            });
                    bench.untilParked(parked.hook);
                });
    }

    /** A timer fires on the carrier that is parked in a hook, and not before its time. */
    @RequiredRule
    public final void h07_timersEndTheParkAndAreNotEarly() throws Exception {
        applyIf(hasOwnTimers(), NO_TIMERS);
        onSlot(
                "H7",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    long wait = TimeUnit.MILLISECONDS.toNanos(20);
                    Thread[] fired = new Thread[1];
                    CompletableFuture<Long> now = new CompletableFuture<>();
                    Gate gate = new Gate();
                    Waker timed =
                            () -> {
                                fired[0] = Thread.currentThread();
                                gate.open();
                                var unused =
                                        parked.probe.order(
                                                cx -> now.complete(cx.timers().nanoTime()));
                            };
                    long armed =
                            bench.inPoll(
                                    parked.probe,
                                    cx -> {
                                        long start = cx.timers().nanoTime();
                                        cx.timers().wakeAfter(wait, timed);
                                        return start;
                                    });
                    bench.require(
                            gate.await(patience()),
                            "a timer has not fired while its carrier was parked in a hook.");
                    bench.require(
                            fired[0] == parked.hook.host.thread(),
                            "a timer fired on " + fired[0] + ", not on its carrier.");
                    long early = wait - (bench.await(now, "a woken future was not polled") - armed);
                    bench.require(early <= 0, "a timer fired " + early + " ns early.");
                });
    }

    /** Timers fire in the order of their deadlines, none inside wakeAfter, closed ones never. */
    @RequiredRule
    public final void h07_timersFireInTheOrderOfTheirDeadlines() throws Exception {
        onTimers(
                "H7",
                bench -> {
                    for (int i = 0; i < 20; i++) {
                        Timed timed = new Timed();
                        long took = bench.inPoll(cx -> timed.arm(bench, cx.timers()));
                        bench.until(
                                () -> timed.fired("third") && timed.fired("first"),
                                "a timer has not fired");
                        timed.requireOnCarrier(bench);
                        if (took < 30 * MS) { // else the deadlines are not known to differ
                            bench.require(
                                    timed.trail.marks().equals(List.of("first", "second", "third")),
                                    "timers fired in another order than that of their deadlines: "
                                            + timed.trail);
                            return;
                        }
                    }
                    applyIf(false, "arming timers took so long that their order is not known");
                });
    }

    /** Timers that one poll has armed, and where and when they fired. */
    private static final class Timed {
        final Trail trail = new Trail();
        private final AtomicReference<@Nullable Thread> elsewhere = new AtomicReference<>();
        private final AtomicReference<@Nullable Thread> carrier = new AtomicReference<>();

        long arm(Bench bench, Timers timers) {
            carrier.set(Thread.currentThread());
            long start = timers.nanoTime();
            timers.wakeAfter(60 * MS, () -> mark("third"));
            timers.wakeAfter(30 * MS, () -> mark("second"));
            timers.wakeAfter(40 * MS, () -> mark("closed")).close();
            timers.wakeAfter(0, () -> mark("first"));
            requireOnCarrier(bench);
            bench.require(trail.marks().isEmpty(), "a timer fired inside the call that armed it.");
            return timers.nanoTime() - start;
        }

        private void mark(String name) {
            if (Thread.currentThread() != carrier.get()) {
                elsewhere.compareAndSet(null, Thread.currentThread());
            }
            trail.mark(name);
        }

        boolean fired(String name) {
            return trail.count(name) == 1;
        }

        void requireOnCarrier(Bench bench) {
            Thread thread = elsewhere.get();
            bench.require(
                    thread == null,
                    "a timer fired on "
                            + thread
                            + ", not on the carrier: give tasks Context.of(waker, slot, timers)"
                            + " with timers of your own.");
        }
    }

    /** Equal deadlines need an injected clock. */
    @UntestedRule("two deadlines can be made equal only by a clock of the test's own")
    public final void h07_equalDeadlinesFireInTheOrderOfRegistration() {
        untested();
    }

    /** A hook gets its turn while tasks keep the carrier busy. */
    @RequiredRule
    public final void h08_aHookGetsATurnBesideBusyTasks() throws Exception {
        onSlot(
                "H8",
                bench -> {
                    Gate done = new Gate();
                    AtomicBoolean stop = new AtomicBoolean();
                    @Nullable RelayHook[] hook = new RelayHook[1];
                    PollFuture<String> busy =
                            cx -> {
                                if (hook[0] == null) {
                                    hook[0] =
                                            cx.reactor()
                                                    .acquire(
                                                            RelayHook.class,
                                                            h -> bench.watched(new RelayHook(h)))
                                                    .hook();
                                    requireNonNull(hook[0]).manual.event(done::open);
                                }
                                if (stop.get()) {
                                    return Poll.ready("done");
                                }
                                cx.waker().wake();
                                return Poll.pending();
                            };
                    var task = bench.spawn(busy);
                    boolean seen = done.await(patience());
                    stop.set(true);
                    bench.require(
                            seen,
                            "an event of a hook was not looked at while a task kept its carrier"
                                    + " busy.");
                    bench.valueOf(task, "a busy future was not polled");
                });
    }

    /** A hook is closed exactly once, after its last park, at the latest with its context. */
    @RequiredRule
    public final void h09_aHookIsClosedOnceAfterItsLastPark() throws Exception {
        onSlot(
                "H9",
                bench -> {
                    Parked<RelayHook> idle = new Parked<>(bench, RelayHook::new);
                    bench.untilParked(idle.hook);
                    idle.lease.close();
                    Parked<RelayHook> leased =
                            hasOneContext() ? idle : new Parked<>(bench, RelayHook::new);
                    idle.probe.endBy(() -> null);
                    leased.probe.endBy(() -> null);
                    bench.close();
                    for (RelayHook hook : List.of(idle.hook, leased.hook)) {
                        bench.until(() -> hook.manual.closes() > 0, "a hook was never closed");
                        bench.require(
                                hook.manual.closes() == 1,
                                "a hook was closed " + hook.manual.closes() + " times.");
                        hook.unpark();
                    }
                });
    }
}
