package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Interest, failure and close of a hook: H4, H5, H6 and H9. */
abstract class HookLifeRules<H extends ReactorHook> extends HookUnparkRules<H> {
    private static final int SPIN_RETURNS = 512; // rule H6
    private static final long SPIN_NANOS = 10_000_000; // rule H6
    private static final int SPIN_TRIES = 2; // other threads may take the time of one
    private static final int ROUNDS = 100;

    HookLifeRules() {}

    /**
     * Whether {@code hasInterest} says no while nobody waits for an event.
     *
     * @return by default false: it may always say yes
     */
    protected boolean dropsInterest() {
        return false;
    }

    /**
     * Whether {@code park} of a failed hook throws {@link ReactorFailedException} with the cause.
     *
     * @return by default false: a carrier does not park in it any more
     */
    protected boolean refusesParkWhenFailed() {
        return false;
    }

    /**
     * Tells how to see whether {@code close} has released all that the hook holds, descriptors for
     * instance.
     *
     * @param hook the hook
     * @return true if all is released; called on the carrier. By default null: not known
     */
    protected @Nullable BooleanSupplier released(H hook) {
        return null;
    }

    /** While somebody waits the hook says so. */
    @RequiredRule
    public final void h04_interestIsReported() throws Exception {
        onHook(
                "H4",
                bench -> {
                    HookBench.Armed first = bench.arm();
                    requireInterest(bench, "although a waker waits for an event");
                    HookBench.Armed second = bench.arm();
                    first.close();
                    requireInterest(bench, "although one of two wakers still waits");
                    second.fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after an event");
                    bench.arm();
                    requireInterest(bench, "although a waker waits again, after an event");
                });
    }

    private void requireInterest(HookBench<H> bench, String otherwise) {
        require(bench.hook.hasInterest(), "H4", "hasInterest() says false " + otherwise + ".");
    }

    /** Dropping interest, also while its event happens, is quiet and harms no other interest. */
    @RequiredRule
    public final void h04_droppingInterestBesideItsEventIsQuiet() throws Exception {
        onHook(
                "H4",
                bench -> {
                    CountingWaker other = new CountingWaker();
                    HookBench.Armed stays = bench.armWith(other);
                    for (int i = 0; i < ROUNDS && !bench.isHalfOver(); i++) {
                        HookBench.Armed event = bench.arm();
                        HookBench<H>.Elsewhere fires =
                                bench.elsewhere(
                                        Thread.ofVirtual(),
                                        "an event whose interest is dropped",
                                        event::fire);
                        if (i % 2 == 0) {
                            fires.join(); // else it meets the park or the drop
                        }
                        bench.park(0, "with an event to come");
                        bench.quietly("dropping the interest beside its event", event::close);
                        bench.park(0, "without the interest");
                        fires.join();
                    }
                    stays.fire();
                    bench.parkUntil(() -> other.wakes() > 0, "after the event that is left");
                });
    }

    /** Once all interest is dropped there is none. */
    @OptionalRule
    public final void h04_noInterestIsLeft() throws Exception {
        skipUnlessPromised(dropsInterest(), "dropsInterest", "interest ends with the last wait");
        onHook(
                "H4",
                bench -> {
                    require(!bench.hook.hasInterest(), "H4", "a fresh hook is interested.");
                    HookBench.Armed unfired = bench.arm();
                    HookBench.Armed fired = bench.arm();
                    fired.fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after an event");
                    unfired.close();
                    fired.close();
                    require(
                            !bench.hook.hasInterest(),
                            "H4",
                            "hasInterest() says true although all interest was dropped.");
                });
    }

    /** A failure wakes all who wait. */
    @RequiredRule
    public final void h05_aFailureWakesEveryWaker() throws Exception {
        onHook(
                "H5",
                bench -> {
                    CountingWaker never = new CountingWaker();
                    CountingWaker fired = new CountingWaker();
                    CountingWaker again = new CountingWaker();
                    bench.armWith(never);
                    bench.armWith(fired).fire();
                    bench.arm().fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after an event");
                    bench.armWith(again);
                    bench.quietly("failed", () -> bench.hook.failed(new IOException("broken")));
                    requireWoken(never, "waits for an event");
                    requireWoken(fired, "had its event already");
                    requireWoken(again, "waits since an event");
                });
    }

    private static void requireWoken(CountingWaker waker, String which) {
        require(waker.wakes() > 0, "H5", "failed has not woken a waker that " + which + ".");
    }

    /** A failure wakes all who wait though some wakers throw. */
    @RequiredRule
    public final void h05_aFailureIsolatesAThrowingWaker() throws Exception {
        onHook(
                "H5",
                bench -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
                    for (int i = 0; i < 3; i++) {
                        bench.armWith(new PanickingWaker());
                        bench.arm();
                    }
                    bench.quietly("failed", () -> bench.hook.failed(new IOException("broken")));
                    require(
                            bench.woken.wakes() >= 3,
                            "H5",
                            "failed has woken "
                                    + bench.woken.wakes()
                                    + " of 3 wakers, beside 3 that throw.");
                });
    }

    /** What was woken by a failure drops its interest, from inside the waker too. */
    @RequiredRule
    public final void h05_interestMayBeDroppedInAFailure() throws Exception {
        onHook(
                "H5",
                bench -> {
                    List<HookBench.Armed> events = new ArrayList<>();
                    AtomicReference<Throwable> thrownInside = new AtomicReference<>();
                    Thread.currentThread()
                            .setUncaughtExceptionHandler(
                                    (thread, thrown) -> thrownInside.set(thrown));
                    for (int i = 0; i < 4; i++) {
                        events.add(
                                bench.arm(
                                        () -> {
                                            for (HookBench.Armed event : events) {
                                                event.close();
                                            }
                                        }));
                    }
                    bench.quietly("failed", () -> bench.hook.failed(new IOException("broken")));
                    Throwable thrown = thrownInside.get();
                    if (thrown != null) {
                        throw new AssertionError(
                                "H5: dropping interest inside failed threw " + thrown + ".",
                                thrown);
                    }
                });
    }

    /** A carrier closes a failed hook, and others may still unpark it. */
    @RequiredRule
    public final void h05_closeAfterAFailureIsQuiet() throws Exception {
        onHook(
                "H5",
                bench -> {
                    HookBench.Armed waits = bench.arm();
                    HookBench.Armed late = bench.arm();
                    bench.quietly("failed", () -> bench.hook.failed(new IOException("broken")));
                    bench.quietly("unpark of a failed hook", bench.hook::unpark);
                    waits.close();
                    bench.closeHook();
                    bench.quietly("dropping interest after failure and close", late::close);
                });
    }

    /** A failed hook does not park. */
    @OptionalRule
    public final void h05_aFailedHookRefusesToPark() throws Exception {
        skipUnlessPromised(
                refusesParkWhenFailed(), "refusesParkWhenFailed", "a failed hook refuses to park");
        onHook(
                "H5",
                bench -> {
                    IOException cause = new IOException("broken");
                    bench.hook.failed(cause);
                    try {
                        bench.hook.park(0);
                    } catch (ReactorFailedException refused) {
                        require(
                                refused.getCause() == cause,
                                "H5",
                                "the cause of the refusal is " + refused.getCause() + ".");
                        return;
                    }
                    throw violated("H5", "a failed hook has parked.");
                });
    }

    /** A hook that waits for an event waits, and does not return at once again and again. */
    @RequiredRule
    public final void h06_aParkWithoutAnEventIsNoSpin() throws Exception {
        onHook(
                "H6",
                bench -> {
                    bench.arm();
                    for (int i = 0; i < SPIN_TRIES; i++) {
                        for (long nanos : new long[] {SPIN_NANOS, 999_999, 1_500_000}) {
                            requireNoSpin(nanos, returnsOf(bench, nanos));
                        }
                        for (long nanos : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
                            requireNoSpin(nanos, returnsUntilUnpark(bench, nanos));
                        }
                    }
                });
    }

    private static void requireNoSpin(long nanos, int returns) {
        require(
                returns < SPIN_RETURNS,
                "H6",
                HookBench.park(nanos)
                        + " has returned "
                        + SPIN_RETURNS
                        + " times within 10 ms without an event or an unpark; round its bound up,"
                        + " never down to a spin (H1).");
    }

    /**
     * How often park returns within the time of the rule, or until that is too often. As a carrier
     * does, it parks until its deadline, whatever that takes, and then until the next one.
     */
    private int returnsOf(HookBench<H> bench, long nanos) {
        int returns = 0;
        long start = System.nanoTime();
        long deadline = start + nanos;
        for (long now = start;
                returns < SPIN_RETURNS && now - start < SPIN_NANOS;
                now = System.nanoTime()) {
            if (deadline - now <= 0) {
                deadline = now + nanos;
            }
            int events = bench.park(deadline - now, "without an event");
            returns = events > 0 ? 0 : returns + 1;
        }
        return returns;
    }

    /** The same for a park that only an unpark ends, which comes when the time is over. */
    private int returnsUntilUnpark(HookBench<H> bench, long nanos) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        HookBench<H>.Elsewhere other =
                bench.elsewhere(
                        "unpark",
                        () -> {
                            LockSupport.parkNanos(SPIN_NANOS);
                            over.set(true);
                            bench.hook.unpark();
                        });
        int returns = 0;
        long start = System.nanoTime();
        while (returns < SPIN_RETURNS && !over.get()) {
            bench.park(nanos, "without an event");
            returns += System.nanoTime() - start < SPIN_NANOS ? 1 : 0; // it may come late
        }
        other.join();
        return returns;
    }

    /** Close is quiet, whatever the hook holds. */
    @RequiredRule
    public final void h09_closeIsQuiet() throws Exception {
        onHook("H9", bench -> bench.closeHook());
        onHook(
                "H9",
                bench -> {
                    bench.arm();
                    bench.arm().fire();
                    bench.park(0, "before close");
                    HookBench.Armed waits = bench.arm();
                    bench.closeHook();
                    bench.quietly("dropping interest after close", waits::close);
                });
    }

    /** Close releases what the hook holds. */
    @OptionalRule
    public final void h09_closeReleasesEverything() throws Exception {
        onHook(
                "H9",
                bench -> {
                    BooleanSupplier released = released(bench.hook);
                    skipUnless(released != null, "checked if you override released(hook)");
                    bench.arm();
                    bench.park(0, "before close");
                    bench.closeHook();
                    require(
                            released != null && released.getAsBoolean(),
                            "H9",
                            "close has not released what the hook holds.");
                });
    }
}
