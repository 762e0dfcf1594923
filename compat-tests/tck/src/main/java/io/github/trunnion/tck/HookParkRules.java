package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.Waker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What a hook owes its carrier in a park: H1, and H2 as far as a single waker goes. */
abstract class HookParkRules<H extends ReactorHook> extends HookRules<H> {
    private static final int MANY = 10;

    HookParkRules() {}

    /**
     * Whether {@code park} returns the exact number of events.
     *
     * @return by default false: then it has to be positive if a waker was fired
     */
    protected boolean countsEventsExactly() {
        return false;
    }

    /**
     * Whether {@code park} never returns early for no reason.
     *
     * @return by default false: it may
     */
    protected boolean neverReturnsEarly() {
        return false;
    }

    /** One turn without blocking, with and without interest. */
    @RequiredRule
    public final void h01_parkOfZeroReturnsWithoutAnEvent() throws Exception {
        onHook(
                "H1",
                bench -> {
                    bench.park(0, "without interest");
                    bench.arm();
                    bench.park(0, "with interest and no event");
                    bench.park(0, "with interest and no event, again");
                });
    }

    /** Turns that do not block find events all the same. */
    @RequiredRule
    public final void h01_parkOfZeroDispatchesAnEvent() throws Exception {
        onHook(
                "H1",
                bench -> {
                    bench.arm().fire();
                    bench.parkUntil(0, () -> bench.woken.wakes() > 0, "after an event");
                });
    }

    /** A bound ends a park, however small it is: it is not rounded down to "no bound". */
    @RequiredRule
    public final void h01_aBoundedParkReturnsWithoutAnEvent() throws Exception {
        onHook(
                "H1",
                bench -> {
                    bench.arm();
                    for (long nanos : new long[] {1, 999, 999_999, 1_000_001, 20_000_000}) {
                        bench.park(nanos, "without an event");
                    }
                });
    }

    /** A negative bound is refused, and changes nothing. */
    @RequiredRule
    public final void h01_negativeNanosAreRefused() throws Exception {
        onHook(
                "H1",
                bench -> {
                    for (long nanos : new long[] {-1, Long.MIN_VALUE}) {
                        requireRefused(bench, nanos);
                    }
                    bench.arm().fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after a refused one");
                });
    }

    private void requireRefused(HookBench<H> bench, long nanos) {
        Throwable seen = null;
        try {
            bench.hook.unpark(); // so that a hook which takes it for "no bound" comes back
            bench.hook.park(nanos);
        } catch (Throwable thrown) {
            seen = thrown;
        }
        if (!(seen instanceof IllegalArgumentException)) {
            throw new AssertionError(
                    "H1: park("
                            + nanos
                            + ") "
                            + (seen == null ? "returned" : "threw " + seen)
                            + "; it has to throw an IllegalArgumentException.",
                    seen);
        }
    }

    /** The greatest bounds do not overflow into an exception. */
    @RequiredRule
    public final void h01_theGreatestBoundsAreTaken() throws Exception {
        onHook(
                "H1",
                bench -> {
                    for (long nanos : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
                        bench.quietly("unpark", bench.hook::unpark);
                        bench.park(nanos, "after unpark");
                    }
                });
    }

    /** An event ends a park without a bound, whether it comes before, or while it blocks. */
    @RequiredRule
    public final void h01_anEventEndsAParkWithoutABound() throws Exception {
        onHook(
                "H1",
                bench -> {
                    for (int i = 1; i <= MANY; i++) {
                        int round = i;
                        HookBench.Armed event = bench.arm();
                        HookBench<H>.Elsewhere other =
                                bench.elsewhere(
                                        "the event",
                                        () -> {
                                            if (round % 2 == 0) {
                                                bench.awaitPark();
                                            }
                                            event.fire();
                                        });
                        if (round % 2 == 1) {
                            other.join(); // before the park
                        }
                        bench.parkUntil(
                                () -> bench.woken.wakes() >= round, "with an event to come");
                        other.join();
                        event.close();
                    }
                });
    }

    /** A park that has fired a waker counts its event, or carriers take the hook for a spinner. */
    @RequiredRule
    public final void h01_anEventIsCounted() throws Exception {
        onHook(
                "H1",
                bench -> {
                    bench.arm().fire();
                    int events = bench.parkUntil(() -> bench.woken.wakes() > 0, "after an event");
                    require(
                            events > 0,
                            "H1",
                            "a waker was fired, but park returned 0 events (see H6).");
                });
    }

    /** An interrupt, before or in it, ends a park and stays set; the hook is as good as before. */
    @RequiredRule
    public final void h01_anInterruptEndsAParkAndStaysSet() throws Exception {
        onHook(
                "H1",
                bench -> {
                    bench.arm();
                    Thread.currentThread().interrupt();
                    bench.park(Long.MAX_VALUE, "of an interrupted thread");
                    requireInterrupted(bench);
                    Thread carrier = Thread.currentThread();
                    AtomicBoolean sent = new AtomicBoolean();
                    HookBench<H>.Elsewhere other =
                            bench.elsewhere(
                                    "the interrupt",
                                    () -> {
                                        bench.awaitPark();
                                        carrier.interrupt();
                                        sent.set(true);
                                    });
                    bench.parkUntil(
                            () -> carrier.isInterrupted() || sent.get(), "until an interrupt");
                    requireInterrupted(bench);
                    other.join();
                    int before = bench.woken.wakes();
                    bench.arm().fire();
                    bench.parkUntil(() -> bench.woken.wakes() > before, "after an interrupt");
                });
    }

    private void requireInterrupted(HookBench<H> bench) {
        require(
                Thread.interrupted(),
                "H1",
                bench.hook + " has cleared the interrupt flag of its carrier; it has to stay set.");
    }

    /** The number of events is exact. */
    @OptionalRule
    public final void h01_eventsAreCountedExactly() throws Exception {
        skipUnlessPromised(
                countsEventsExactly(), "countsEventsExactly", "park counts events exactly");
        onHook(
                "H1",
                bench -> {
                    int events = bench.park(0, "without an event");
                    for (int i = 0; i < MANY; i++) {
                        bench.arm().fire();
                    }
                    events += bench.parkUntil(() -> bench.woken.wakes() >= MANY, "after events");
                    require(
                            events == MANY,
                            "H1",
                            MANY + " events have come, but park returned " + events + ".");
                });
        onHook("H1", HookParkRules::requireUncounted);
    }

    /** An unpark is no event, neither alone nor beside one. */
    private static void requireUncounted(HookBench<?> bench) throws Exception {
        bench.hook.unpark();
        int events = bench.park(Long.MAX_VALUE, "after unpark");
        require(
                events == 0,
                "H1",
                "an unpark has come, but park returned " + events + "; an unpark is no event.");
        bench.hook.unpark();
        HookBench.Armed event = bench.arm();
        event.fire();
        events = bench.parkUntil(() -> bench.woken.wakes() > 0, "after unpark and an event");
        event.close(); // else it may be counted again
        events += bench.park(0, "after unpark and an event");
        require(
                events == 1,
                "H1",
                "an event and an unpark have come, but park returned "
                        + events
                        + "; an unpark is no event.");
    }

    /** Without event, unpark and interrupt a park lasts as long as it was asked to. */
    @OptionalRule
    public final void h01_aParkDoesNotReturnEarly() throws Exception {
        skipUnlessPromised(
                neverReturnsEarly(), "neverReturnsEarly", "park never returns early for no reason");
        onHook(
                "H1",
                bench -> {
                    bench.arm();
                    requireLong(bench, "at first");
                    for (int i = 0; i < MANY; i++) {
                        bench.hook.unpark();
                    }
                    bench.park(Long.MAX_VALUE, "after unpark");
                    requireLong(bench, "after many unparks, which coalesce");
                });
    }

    private void requireLong(HookBench<H> bench, String when) {
        long start = System.nanoTime();
        bench.park(20_000_000, when);
        require(
                System.nanoTime() - start >= 20_000_000,
                "H1",
                "a park of 20 ms has returned early, " + when + ".");
    }

    /** Wakers fire on the carrier, inside a park. */
    @RequiredRule
    public final void h02_wakersFireOnTheCarrierInsideAPark() throws Exception {
        onHook(
                "H2",
                bench -> {
                    AtomicReference<String> wrong = new AtomicReference<>();
                    AtomicInteger fired = new AtomicInteger();
                    Thread carrier = Thread.currentThread();
                    HookBench.Armed first = bench.armWith(checked(bench, carrier, wrong, fired));
                    HookBench.Armed second = bench.armWith(checked(bench, carrier, wrong, fired));
                    HookBench<H>.Elsewhere other =
                            bench.elsewhere(
                                    "the event",
                                    () -> {
                                        first.fire();
                                        bench.awaitPark();
                                        second.fire();
                                    });
                    bench.parkUntil(() -> fired.get() >= 2, "with events to come");
                    other.join();
                    require(wrong.get() == null, "H2", wrong.get() + ".");
                });
    }

    private Waker checked(
            HookBench<H> bench,
            Thread carrier,
            AtomicReference<String> wrong,
            AtomicInteger fired) {
        return () -> {
            if (Thread.currentThread() != carrier) {
                wrong.set(
                        "a waker was fired on "
                                + Thread.currentThread()
                                + ", not on the carrier inside park (H2)");
            } else if (!bench.isInPark()) {
                wrong.set("a waker was fired outside of a park");
            }
            fired.incrementAndGet();
        };
    }

    /** An event that happens outside of a park is found by the next one. */
    @RequiredRule
    public final void h02_anEventBetweenTwoParksIsSeen() throws Exception {
        onHook(
                "H2",
                bench -> {
                    for (int i = 1; i <= MANY; i++) {
                        int round = i;
                        HookBench.Armed event = bench.arm();
                        bench.elsewhere("the event", event::fire).join();
                        bench.parkUntil(() -> bench.woken.wakes() >= round, "after an event");
                        event.close();
                        bench.park(0, "between two events");
                    }
                });
    }

    /** All wakers are fired though some of them throw, and the park does not throw. */
    @RequiredRule
    public final void h02_aThrowingWakerIsIsolated() throws Exception {
        onHook(
                "H2",
                bench -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
                    PanickingWaker panicking = new PanickingWaker();
                    AtomicInteger errors = new AtomicInteger();
                    for (int i = 0; i < 3; i++) {
                        bench.armWith(panicking).fire();
                        bench.arm().fire();
                        bench.armWith(
                                        () -> {
                                            errors.incrementAndGet();
                                            throw new LinkageError("on purpose");
                                        })
                                .fire();
                    }
                    bench.parkUntil(
                            () ->
                                    bench.woken.wakes() >= 3
                                            && panicking.wakes() >= 3
                                            && errors.get() >= 3,
                            "with wakers that throw");
                });
    }

    /** What a waker throws is not swallowed. */
    @RequiredRule
    public final void h02_whatAWakerThrowsIsReported() throws Exception {
        onHook(
                "H2",
                bench -> {
                    AtomicReference<Throwable> reported = new AtomicReference<>();
                    Thread.currentThread()
                            .setUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
                    PanickingWaker panicking = new PanickingWaker();
                    bench.armWith(panicking).fire();
                    bench.parkUntil(() -> panicking.wakes() > 0, "with a waker that throws");
                    require(
                            reported.get() != null,
                            "H2",
                            "a waker has thrown and nobody was told; fire it by Wakers.fire.");
                });
    }
}
