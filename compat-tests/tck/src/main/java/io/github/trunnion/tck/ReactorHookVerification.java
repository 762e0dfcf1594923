package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The rules of a reactor hook (H1 to H9, and C2 to C8 as far as they bind hooks). Extend it, and
 * tell how to make a hook and an event that it waits for.
 *
 * <pre>{@code
 * final class QueueReactorVerificationTest extends ReactorHookVerification<QueueReactor> {
 *     @Override
 *     protected QueueReactor createHook(ReactorHost host) {
 *         return new QueueReactor(host);
 *     }
 *
 *     @Override
 *     protected HookEvent arm(QueueReactor hook, Context cx) {
 *         Wait wait = hook.register(cx.waker());
 *         return HookEvent.of(() -> hook.finished(wait), () -> hook.remove(wait));
 *     }
 * }
 * }</pre>
 *
 * @param <H> the type of the hook
 */
public abstract class ReactorHookVerification<H extends ReactorHook> extends HookLifeRules<H> {

    /** For the subclass. */
    protected ReactorHookVerification() {}

    @Override
    protected abstract H createHook(ReactorHost host) throws Exception;

    @Override
    protected abstract HookEvent arm(H hook, Context cx) throws Exception;

    /** A hook is the same as itself and as no other one. */
    @RequiredRule
    public final void c02_aHookIsTheSameAsItselfOnly() throws Exception {
        onHook(
                "C2",
                bench -> {
                    ReactorHook hook = bench.hook;
                    require(hook.isSame(hook), "C2", hook + " says it is not the same as itself.");
                    bench.quietly(
                            "isSame of a hook of another class",
                            () ->
                                    require(
                                            !hook.isSame(new ManualHook()),
                                            "C2",
                                            hook + " says it is the same as another hook."));
                    H other = createHook(bench.host);
                    try {
                        require(
                                !hook.isSame(other) && !other.isSame(hook),
                                "C2",
                                hook + " says it is the same as another hook of its class.");
                    } finally {
                        bench.quietly("close", other::close);
                    }
                });
    }

    /** Futures that acquire it through their context are woken by a carrier that parks in it. */
    @RequiredRule
    public final void c02_futuresOfItsContextComplete() throws Exception {
        onHook(
                "C2",
                bench -> {
                    for (int i = 0; i < 5; i++) {
                        bench.carrier.run(new Waiting(bench, i % 2 == 0), patience().dividedBy(2));
                    }
                });
    }

    /** Waits for one event, which another thread makes happen before the park or in it. */
    private final class Waiting implements PollFuture<Boolean> {
        private final HookBench<H> bench;
        private final boolean early;
        private final CountingWaker fired = new CountingWaker();
        private boolean armed;

        Waiting(HookBench<H> bench, boolean early) {
            this.bench = bench;
            this.early = early;
        }

        @Override
        public Poll<Boolean> poll(Context cx) throws Exception {
            if (!armed) {
                armed = true;
                HookBench.Armed event =
                        bench.armWith(
                                () -> {
                                    fired.wake();
                                    cx.waker().wake();
                                });
                HookBench<H>.Elsewhere other =
                        bench.elsewhere(
                                "the event",
                                () -> {
                                    if (!early) {
                                        bench.awaitPark();
                                    }
                                    event.fire();
                                });
                if (early) {
                    other.join();
                }
            }
            return fired.wakes() > 0 ? Poll.ready(true) : Poll.pending();
        }

        @Override
        public String toString() {
            return "a future that waits in " + bench.hook;
        }
    }

    /** Error messages name it. */
    @RequiredRule
    public final void c04_itHasAName() throws Exception {
        onHook(
                "C4",
                bench -> {
                    requireName(bench);
                    bench.elsewhere("toString on another thread", () -> requireName(bench)).join();
                    bench.arm();
                    requireName(bench);
                    bench.closeHook();
                    requireName(bench);
                });
    }

    private void requireName(HookBench<H> bench) {
        bench.quietly(
                "toString",
                () ->
                        require(
                                bench.hook.toString() != null && !bench.hook.toString().isBlank(),
                                "C4",
                                "toString() says nothing, but messages name the hook by it."));
    }

    /** It says of any thread whether it can park there, and of its own carrier that it can. */
    @RequiredRule
    public final void c05_itKnowsWhereItCanPark() throws Exception {
        onHook(
                "C5",
                bench -> {
                    require(
                            bench.hook.canParkOn(Thread.currentThread()),
                            "C5",
                            bench.hook + " says that it cannot park on its carrier.");
                    bench.quietly(
                            "canParkOn of other threads",
                            () -> {
                                bench.hook.canParkOn(Thread.ofPlatform().unstarted(() -> {}));
                                bench.hook.canParkOn(Thread.ofVirtual().unstarted(() -> {}));
                            });
                });
    }

    /** If it says that it can park on virtual threads, then it can. */
    @RequiredRule
    public final void c05_itParksOnAVirtualThreadIfItSaysSo() throws Exception {
        onHook(
                "C5",
                bench ->
                        applyIf(
                                bench.hook.canParkOn(Thread.ofVirtual().unstarted(() -> {})),
                                "the hook says that it cannot park on virtual threads"));
        onVirtualHook(
                "C5",
                bench -> {
                    HookBench.Armed event = bench.arm();
                    bench.elsewhere("unpark", bench.hook::unpark).join();
                    bench.park(Long.MAX_VALUE, "of a virtual thread after unpark");
                    bench.park(1_000_000, "of a virtual thread without an event");
                    HookBench<H>.Elsewhere other =
                            bench.elsewhere(
                                    "the event",
                                    () -> {
                                        bench.awaitPark();
                                        event.fire();
                                    });
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "of a virtual thread");
                    other.join();
                });
    }

    /** A hook that was idle for a while works as before. */
    @RequiredRule
    public final void c06_aRevivedHookWorks() throws Exception {
        onHook(
                "C6",
                bench -> {
                    HookBench.Armed first = bench.arm();
                    first.fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "before it was idle");
                    first.close();
                    bench.lease.close();
                    bench.carrier.park(1_000_000); // idle
                    bench.carrier.slot().acquire(ReactorHook.class, host -> new ManualHook(host));
                    require(
                            bench.carrier.slot().held() == bench.hook,
                            "C6",
                            bench.hook + " was not revived.");
                    bench.arm().fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 1, "after it was idle");
                });
    }

    /** A waker may replace the hook inside its own park; the carrier closes it after that park. */
    @RequiredRule
    public final void c06_itMayBeReplacedInsideItsPark() throws Exception {
        onHook(
                "C6",
                bench -> {
                    AtomicReference<Throwable> refused = new AtomicReference<>();
                    AtomicReference<HookBench.Armed> event = new AtomicReference<>();
                    event.set(
                            bench.armWith(
                                    () -> {
                                        try {
                                            event.get().close();
                                            bench.lease.close();
                                            replace(bench);
                                        } catch (Throwable thrown) {
                                            refused.set(thrown);
                                        }
                                        bench.carrier.waker().wake();
                                    }));
                    event.get().fire();
                    require(
                            bench.carrier.parkUntil(
                                    () -> bench.carrier.wakes().wakes() > 0,
                                    patience().dividedBy(2)),
                            "C6",
                            "no event has come.");
                    applyIf(
                            !(refused.get() instanceof ReactorConflictException),
                            "the interest keeps a lease of its own");
                    Throwable thrown = refused.get();
                    if (thrown != null) {
                        throw new AssertionError(
                                "C6: replacing the hook inside its park threw " + thrown + ".",
                                thrown);
                    }
                    bench.quietly("unpark of a replaced hook", bench.hook::unpark);
                });
    }

    private static void replace(HookBench<?> bench) throws Exception {
        ReactorLease<ManualHook> other =
                bench.carrier.slot().acquire(ManualHook.class, ManualHook::new);
        require(bench.carrier.slot().held() == other.hook(), "C6", "the slot holds another hook.");
    }

    /** Two hooks of two contexts take nothing from each other. */
    @RequiredRule
    public final void c08_twoHooksDoNotDisturbEachOther() throws Exception {
        CountDownLatch unparked = new CountDownLatch(1);
        CountDownLatch turned = new CountDownLatch(1);
        onHook(
                "C8",
                bench -> {
                    bench.arm().fire();
                    HookBench<H>.Elsewhere second =
                            bench.elsewhere(
                                    "the carrier of another hook",
                                    () -> onHook("C8", other -> turn(other, unparked, turned)));
                    bench.hook.unpark();
                    unparked.countDown();
                    require(
                            turned.await(patience().toNanos() / 2, TimeUnit.NANOSECONDS),
                            "C8",
                            "another hook did not come back from park(0).");
                    bench.park(Long.MAX_VALUE, "after its unpark, and a park in another hook");
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after its event");
                    second.join();
                });
    }

    private void turn(HookBench<H> other, CountDownLatch unparked, CountDownLatch turned)
            throws Exception {
        other.arm();
        unparked.await();
        other.park(0, "after unpark of another hook");
        other.park(1_000_000, "after unpark of another hook");
        require(other.woken.wakes() == 0, "C8", "a waker was fired by an event of another hook.");
        turned.countDown();
    }

    // Untested

    /** H7 binds carriers. */
    @UntestedRule("H7 binds carriers; ExecutorVerification checks them")
    public final void h07_timersBoundItsParks() {
        untested();
    }

    /** H8 binds carriers. */
    @UntestedRule("H8 binds carriers; a turn that does not block is checked as H1")
    public final void h08_itHasTurnsBesideBusyTasks() {
        untested();
    }

    /** C1 binds contexts. */
    @UntestedRule("C1 and C3 bind contexts; the kit's own carrier keeps them")
    public final void c03_derivedContextsShareTheSlot() {
        untested();
    }

    /** C7 binds slots and their users. */
    @UntestedRule("C7 binds slots; what goes on beside a park is checked as H2 to H5")
    public final void c07_leasesMayBeClosedAnywhere() {
        untested();
    }
}
