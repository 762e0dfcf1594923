package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The rules of wakers that are kept too long (W4). */
abstract class WakerEndRules extends WakerSteps {
    private static final int MANY = 1000;

    /** What to do about what wakers keep. */
    static final String REMEDY = "a waker drops its task when that is done or cancelled.";

    private static final FutureOwner NONE =
            new FutureOwner() {
                @Override
                public @Nullable Runnable start(PollFuture<?> future) {
                    throw new AssertionError();
                }

                @Override
                public void close() {}
            };

    WakerEndRules() {}

    /** A wake in the last poll, and after it, does nothing. */
    @RequiredRule
    public final void w04_aWakeAfterTheEndDoesNothing() throws Exception {
        withOwner(
                "W4",
                owner -> {
                    WakerProbe probe =
                            new WakerProbe(
                                    (waker, n) -> {
                                        if (n == 2) {
                                            wake(waker, "in the last poll");
                                        }
                                    });
                    startPending(owner, probe);
                    Waker old = probe.waker();
                    end(probe);
                    int polls = probe.polls();
                    WakerProbe other = startPending(owner, new WakerProbe());
                    for (int i = 0; i < MANY; i++) {
                        wake(old, "after the end");
                    }
                    end(other);
                    require(
                            probe.polls() == polls,
                            "W4",
                            "a wake after the end led to a poll of the done future; " + REMEDY);
                    require(
                            other.polls() < MANY / 10,
                            "W4",
                            "wakes of a done future led to polls of another one; " + REMEDY);
                });
    }

    /** A wake after a cancel does nothing. */
    @RequiredRule
    public final void w04_aWakeAfterCancelDoesNothing() throws Exception {
        withOwner(
                "W4",
                owner -> {
                    WakerProbe probe = new WakerProbe();
                    Runnable cancel = owner.start(probe);
                    awaitPolls("F2", probe, 1, "it was started");
                    applyIf(cancel != null, "start(...) returned no cancel action");
                    requireNonNull(cancel).run();
                    applyIf(
                            probe.await(probe::isCancelled, patience()),
                            "the cancel did not reach the future");
                    int polls = probe.polls();
                    for (int i = 0; i < MANY; i++) {
                        wake(probe.waker(), "after cancel");
                    }
                    end(startPending(owner, new WakerProbe()));
                    require(
                            probe.polls() == polls,
                            "W4",
                            "a wake after cancel led to a poll of the cancelled future; " + REMEDY);
                });
    }

    /** A wake after the executor was closed does nothing, also on an interrupted thread. */
    @RequiredRule
    public final void w04_aWakeAfterCloseDoesNothing() throws Exception {
        withOwner(
                "W4",
                owner -> {
                    WakerProbe live = startPending(owner, new WakerProbe());
                    WakerProbe done = startPending(owner, new WakerProbe());
                    end(done);
                    owner.close();
                    int polls = live.polls();
                    wake(live.waker(), "after close");
                    wake(done.waker(), "after close");
                    Thread.currentThread().interrupt();
                    wake(live.waker(), "after close, interrupted");
                    require(Thread.interrupted(), "W1", "wake() took the thread's interrupt.");
                    require(
                            live.polls() == polls,
                            "W4",
                            "a wake after close led to a poll; " + REMEDY);
                });
    }

    /** A waker that somebody keeps does not keep the result of its future. */
    @RequiredRule
    public final void w04_anOldWakerHoldsNoResult() throws Exception {
        withOwner(
                "W4",
                owner -> {
                    WakerProbe probe = startPending(owner, new WakerProbe());
                    Waker kept = probe.waker();
                    Object result = new Object();
                    WeakReference<Object> weak = new WeakReference<>(result);
                    probe.endWith(result);
                    result = null;
                    wake(kept, "before the end");
                    require(
                            probe.await(probe::hasEnded, patience()),
                            "W3",
                            "a wake did not lead to a poll.");
                    owner.close();
                    require(
                            isCollected(weak),
                            "W4",
                            "the waker of a done future keeps its result in memory; " + REMEDY);
                    wake(kept, "after the end");
                });
    }

    /** A waker that somebody keeps does not keep a closed executor. */
    @OptionalRule
    public final void w04_anOldWakerHoldsNoExecutor() throws Exception {
        FutureOwner[] owner = {createOwner()};
        Object executor = owner[0].executor();
        WeakReference<@Nullable Object> weak = new WeakReference<>(executor);
        boolean able = executor != null;
        executor = null;
        if (!able) {
            owner[0].close();
        }
        skipUnless(able, "checked if executor() of the owner returns it");
        Watched.call(
                "W4",
                patience().multipliedBy(3),
                () -> {
                    FutureOwner mine = owner[0];
                    WakerProbe done = startPending(mine, new WakerProbe());
                    WakerProbe live = startPending(mine, new WakerProbe());
                    List<Waker> kept = List.of(done.waker(), live.waker());
                    end(done);
                    mine.close();
                    mine = null;
                    owner[0] = NONE;
                    require(
                            isCollected(weak),
                            "W4",
                            "the waker of a future that is done keeps a closed executor in memory; "
                                    + REMEDY);
                    kept.forEach(waker -> wake(waker, "of a closed executor"));
                    return null;
                });
    }

    private boolean isCollected(WeakReference<?> weak) throws Exception {
        long start = System.nanoTime();
        while (weak.get() != null) {
            if (System.nanoTime() - start > patience().toNanos()) {
                return false;
            }
            System.gc();
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
        }
        return true;
    }
}
