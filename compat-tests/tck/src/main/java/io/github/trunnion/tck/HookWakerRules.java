package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What a hook owes to wakers that call back, and to work that came meanwhile: H2. */
abstract class HookWakerRules<H extends ReactorHook> extends HookParkRules<H> {
    HookWakerRules() {}

    /** No monitor and no lock of java.util.concurrent is held while a waker fires. */
    @RequiredRule
    public final void h02_noLockIsHeldWhileAWakerFires() throws Exception {
        locksHeld(); // the first call takes its time, which is not the hook's
        onHook(
                "H2",
                bench -> {
                    AtomicReference<String> seen = new AtomicReference<>();
                    bench.arm(() -> seen.set(locksHeld().toString())).fire();
                    String before = locksHeld().toString();
                    bench.parkUntil(() -> seen.get() != null, "after an event");
                    require(
                            before.equals(seen.get()),
                            "H2",
                            "a waker was fired while its thread held the locks "
                                    + seen.get()
                                    + "; a waker may call back, so none may be held.");
                });
    }

    /** The locks that this thread holds. */
    private static List<String> locksHeld() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo info =
                threads.getThreadInfo(
                                new long[] {Thread.currentThread().threadId()},
                                threads.isObjectMonitorUsageSupported(),
                                threads.isSynchronizerUsageSupported())[0];
        List<String> locks = new ArrayList<>();
        for (LockInfo monitor : info.getLockedMonitors()) {
            locks.add(monitor.toString());
        }
        for (LockInfo lock : info.getLockedSynchronizers()) {
            locks.add(lock.toString());
        }
        return locks;
    }

    /** While a waker fires another thread may unpark, and does not have to wait for it. */
    @RequiredRule
    public final void h02_anotherThreadMayUnparkWhileAWakerFires() throws Exception {
        onHook(
                "H2",
                bench -> {
                    AtomicReference<String> wrong = new AtomicReference<>();
                    bench.arm(
                                    () -> {
                                        if (!unparkElsewhere(bench)) {
                                            wrong.set("unpark of another thread waits for a waker");
                                        }
                                    })
                            .fire();
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after an event");
                    require(wrong.get() == null, "H2", wrong.get() + " that fires.");
                });
    }

    private boolean unparkElsewhere(HookBench<H> bench) throws InterruptedException {
        CountDownLatch back = new CountDownLatch(1);
        bench.elsewhere(
                "unpark",
                () -> {
                    bench.hook.unpark();
                    back.countDown();
                });
        return back.await(patience().toNanos() / 2, TimeUnit.NANOSECONDS);
    }

    /** A waker may register and drop interest, its own and that of others, also of fired ones. */
    @RequiredRule
    public final void h02_aWakerMayRegisterAndDropInterest() throws Exception {
        onHook(
                "H2",
                bench -> {
                    AtomicReference<Throwable> failure = new AtomicReference<>();
                    AtomicInteger late = new AtomicInteger();
                    List<HookBench.Armed> events = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        events.add(bench.arm(() -> reenter(bench, events, late, failure)));
                    }
                    for (HookBench.Armed event : List.copyOf(events)) {
                        event.fire();
                    }
                    bench.parkUntil(() -> bench.woken.wakes() > 0, "after events");
                    Throwable thrown = failure.get();
                    if (thrown != null) {
                        throw new AssertionError(
                                "H2: a waker has called the reactor back, which threw "
                                        + thrown
                                        + ".",
                                thrown);
                    }
                    bench.parkUntil(() -> late.get() > 0, "after an event that a waker has armed");
                });
    }

    private void reenter(
            HookBench<H> bench,
            List<HookBench.Armed> events,
            AtomicInteger late,
            AtomicReference<Throwable> failure) {
        try {
            bench.hook.hasInterest();
            bench.armWith(late::incrementAndGet).fire();
            for (HookBench.Armed event : events) {
                event.close();
            }
        } catch (Throwable thrown) {
            Throwable cause = thrown.getCause();
            failure.set(thrown instanceof AssertionError && cause != null ? cause : thrown);
        }
    }

    /** With work queued on its carrier a park does not block. */
    @RequiredRule
    public final void h02_aParkDoesNotBlockWhenTheHostHasWork() throws Exception {
        onHook(
                "H2",
                bench -> {
                    bench.arm();
                    bench.host.queued = true;
                    bench.parkQueued(Long.MAX_VALUE, "although host.mayBlock() says false");
                    bench.parkQueued(1_000_000_000_000L, "although host.mayBlock() says false");
                });
    }

    /** A park that has fired a waker, which queued work, does not block after that. */
    @RequiredRule
    public final void h02_aParkThatHasFiredAWakerDoesNotBlock() throws Exception {
        onHook(
                "H2",
                bench -> {
                    for (int i = 1; i <= 3; i++) {
                        int round = i;
                        bench.arm();
                        bench.elsewhere("the event", bench.arm()::fire).join();
                        bench.parkUntil(
                                () -> bench.woken.wakes() >= round,
                                "in which a waker has queued work");
                    }
                });
    }
}
