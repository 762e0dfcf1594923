package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What a hook owes to threads that have work for its carrier: H3. */
abstract class HookUnparkRules<H extends ReactorHook> extends HookWakerRules<H> {
    private static final int HAND_OFFS = 10_000;
    private static final int MANY = 1_000;
    private static final long SECOND = 1_000_000_000;

    HookUnparkRules() {}

    private static Thread.Builder platform() {
        return Thread.ofPlatform().daemon().name("tck-other");
    }

    private static Thread.Builder virtual() {
        return Thread.ofVirtual().name("tck-other-virtual");
    }

    /** An unpark that comes first is not lost, on whatever thread. */
    @RequiredRule
    public final void h03_unparkBeforeAParkIsNotLost() throws Exception {
        onHook(
                "H3",
                bench -> {
                    bench.arm();
                    for (Thread.Builder thread : List.of(platform(), virtual())) {
                        bench.elsewhere(thread, "unpark", bench.hook::unpark).join();
                        bench.requireNotInterrupted("unpark");
                        bench.park(Long.MAX_VALUE, "after unpark by another thread");
                    }
                });
    }

    /** Nor is an unpark by the carrier itself. */
    @RequiredRule
    public final void h03_unparkByTheCarrierIsNotLost() throws Exception {
        onHook(
                "H3",
                bench -> {
                    bench.quietly("unpark by the carrier", bench.hook::unpark);
                    bench.requireNotInterrupted("unpark");
                    bench.park(Long.MAX_VALUE, "after unpark by the carrier");
                    bench.arm();
                    bench.quietly("unpark by the carrier", bench.hook::unpark);
                    bench.park(Long.MAX_VALUE, "after unpark by the carrier");
                });
    }

    /** An unpark ends a park that blocks. */
    @RequiredRule
    public final void h03_unparkEndsAPark() throws Exception {
        onHook("H3", bench -> endParks(bench, platform()));
    }

    /** So does that of a virtual thread. */
    @RequiredRule
    public final void h03_unparkByAVirtualThreadEndsAPark() throws Exception {
        onHook("H3", bench -> endParks(bench, virtual()));
    }

    private void endParks(HookBench<H> bench, Thread.Builder thread) throws Exception {
        bench.arm();
        for (int i = 0; i < 5; i++) {
            AtomicBoolean work = new AtomicBoolean();
            HookBench<H>.Elsewhere other =
                    bench.elsewhere(
                            thread,
                            "unpark",
                            () -> {
                                bench.awaitPark();
                                work.set(true);
                                bench.hook.unpark();
                            });
            bench.parkUntil(work::get, "that another thread unparks");
            other.join();
            bench.park(0, "between two parks");
        }
    }

    /** A park of zero may take an unpark with it, but then the next one counts again. */
    @RequiredRule
    public final void h03_unparkWorksAfterAParkOfZeroTookOne() throws Exception {
        onHook(
                "H3",
                bench -> {
                    bench.arm();
                    for (int i = 0; i < 3; i++) {
                        bench.hook.unpark();
                        bench.park(0, "after unpark");
                        bench.hook.unpark();
                        bench.park(Long.MAX_VALUE, "after unpark, park(0), unpark");
                    }
                });
    }

    /** Any number of unparks is taken without blocking, and they do not use anything up. */
    @RequiredRule
    public final void h03_severalUnparksCoalesce() throws Exception {
        onHook(
                "H3",
                bench -> {
                    for (int i = 0; i < 2; i++) {
                        bench.quietly("unpark, called many times", () -> unparkOften(bench.hook));
                        bench.park(Long.MAX_VALUE, "after many unparks");
                        bench.park(0, "after many unparks");
                    }
                });
    }

    /** A hook whose unpark is a system call is not kept at it for longer than a second. */
    private static void unparkOften(ReactorHook hook) {
        long start = System.nanoTime();
        for (int i = 0; i < 100 * MANY && System.nanoTime() - start < SECOND; i++) {
            hook.unpark();
        }
    }

    /** The permit of LockSupport, which user code eats, is not what makes an unpark sticky. */
    @RequiredRule
    public final void h03_unparkOutlivesThePermitOfTheThread() throws Exception {
        onHook(
                "H3",
                bench -> {
                    bench.hook.unpark();
                    LockSupport.parkNanos(1); // as a contended lock in a poll would
                    bench.park(Long.MAX_VALUE, "after unpark and a contended lock");
                });
    }

    /** A waker may unpark the hook that fires it. */
    @RequiredRule
    public final void h03_aWakerMayUnpark() throws Exception {
        onHook(
                "H3",
                bench -> {
                    AtomicInteger thrown = new AtomicInteger();
                    bench.arm(
                                    () -> {
                                        try {
                                            bench.hook.unpark();
                                        } catch (Throwable t) {
                                            thrown.incrementAndGet();
                                        }
                                    })
                            .fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "with a waker that unparks");
                    require(thrown.get() == 0, "H3", "unpark inside a waker has thrown.");
                    bench.hook.unpark();
                    bench.park(Long.MAX_VALUE, "after unpark");
                });
    }

    /** A thread whose interrupt flag is set may unpark. */
    @RequiredRule
    public final void h03_anInterruptedThreadMayUnpark() throws Exception {
        onHook(
                "H3",
                bench -> {
                    for (int i = 0; i < 2; i++) {
                        bench.elsewhere(
                                        "unpark by an interrupted thread",
                                        () -> {
                                            Thread.currentThread().interrupt();
                                            bench.hook.unpark();
                                        })
                                .join();
                        bench.park(Long.MAX_VALUE, "after unpark by an interrupted thread");
                    }
                });
    }

    /** Not one of ten thousand hand-offs is lost. */
    @RequiredRule
    public final void h03_noHandOffIsLost() throws Exception {
        onHook("H3", bench -> storm(bench, List.of(platform())));
    }

    /** Nor is one lost among several threads, virtual ones too. */
    @RequiredRule
    public final void h03_noHandOffIsLostAmongManyThreads() throws Exception {
        onHook("H3", bench -> storm(bench, List.of(platform(), virtual(), platform(), virtual())));
    }

    /** Each thread hands over the next item when the carrier has taken the one before. */
    private void storm(HookBench<H> bench, List<Thread.Builder> threads) throws Exception {
        bench.arm();
        AtomicInteger running = new AtomicInteger(threads.size());
        List<Giver> givers = new ArrayList<>();
        List<HookBench<H>.Elsewhere> others = new ArrayList<>();
        for (Thread.Builder thread : threads) {
            Giver giver = new Giver();
            givers.add(giver);
            others.add(
                    bench.elsewhere(
                            thread,
                            "unpark",
                            () -> {
                                int most = HAND_OFFS / threads.size();
                                for (int i = 0; i < most && !bench.isHalfOver(); i++) {
                                    giver.offered.set(true);
                                    bench.hook.unpark();
                                    giver.awaitTaken(patience());
                                }
                                running.decrementAndGet();
                                bench.hook.unpark();
                            }));
        }
        bench.parkUntil(
                () -> {
                    givers.forEach(Giver::take);
                    return running.get() == 0;
                },
                "with hand-offs under way");
        for (HookBench<H>.Elsewhere other : others) {
            other.join();
        }
    }

    /** One thread's side of the hand-offs. */
    private static final class Giver {
        private static final int SPINS = 50;

        final AtomicBoolean offered = new AtomicBoolean();
        private final Semaphore taken = new Semaphore(0);

        void take() {
            if (offered.getAndSet(false)) {
                taken.release();
            }
        }

        /** Spins before it blocks, so that the next unpark comes at all kinds of times. */
        void awaitTaken(Duration patience) throws InterruptedException {
            for (int i = 0; i < SPINS; i++) {
                if (taken.tryAcquire()) {
                    return;
                }
                Thread.onSpinWait();
            }
            require(
                    taken.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS),
                    "H3",
                    "after an unpark the carrier has not come round.");
        }
    }

    /** After close an unpark does nothing. */
    @RequiredRule
    public final void h03_unparkAfterCloseIsHarmless() throws Exception {
        onHook(
                "H3",
                bench -> {
                    bench.park(0, "before close");
                    bench.closeHook();
                    bench.quietly("unpark after close", bench.hook::unpark);
                    bench.elsewhere("unpark after close", bench.hook::unpark).join();
                });
    }

    /** An unpark that meets a close does no harm. */
    @RequiredRule
    public final void h03_unparkBesideCloseIsHarmless() throws Exception {
        for (int i = 0; i < 20; i++) {
            onHook("H3", this::closeWhileUnparked);
        }
    }

    private void closeWhileUnparked(HookBench<H> bench) throws Exception {
        AtomicInteger unparks = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        HookBench<H>.Elsewhere other =
                bench.elsewhere(
                        "unpark beside close",
                        () -> {
                            while ((!closed.get() || unparks.get() < 10) && !bench.isLate()) {
                                bench.hook.unpark();
                                unparks.incrementAndGet();
                            }
                        });
        bench.parkUntil(() -> unparks.get() > 0, "before close");
        bench.closeHook();
        closed.set(true);
        other.join();
    }
}
