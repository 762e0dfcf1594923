package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one daemon thread of this process, for contexts that no executor stands behind. */
final class SharedTimers implements Timers {

    /*
     * Overview.
     *
     * The thread is started by the first timer and inherits nothing of the thread that sets it: no
     * thread locals, no class loader. A closed registration leaves the queue at once, so that it
     * keeps no waker in memory until its time (W4).
     */

    private final ScheduledThreadPoolExecutor executor;

    private SharedTimers() {
        executor = new ScheduledThreadPoolExecutor(1, SharedTimers::newThread);
        executor.setRemoveOnCancelPolicy(true);
    }

    static SharedTimers instance() {
        return Holder.INSTANCE;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Registration wakeAfter(long nanos, Waker waker) {
        requireNonNull(waker, "waker");
        ScheduledFuture<?> timer =
                executor.schedule(
                        () -> Wakers.fire(waker), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    private static Thread newThread(Runnable loop) {
        return Thread.ofPlatform()
                .name("trunnion-timers")
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .unstarted(loop);
    }

    @Override
    public String toString() {
        return "Timers[shared]";
    }

    private static final class Holder {
        static final SharedTimers INSTANCE = new SharedTimers();
    }
}
