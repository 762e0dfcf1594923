package io.github.trunnion.bridge;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Waits for the end of a loop's thread. */
final class LoopJoin {
    /*
     * Overview
     *
     * Before JDK 24 a virtual thread that joins a platform thread waits in a monitor and keeps what
     * carries it. If that is a carrier of another executor, none of its tasks runs meanwhile. So
     * there a platform thread joins, and the virtual thread waits for that one, parked.
     */
    private static final int FIRST_JDK_THAT_UNMOUNTS = 24;

    private LoopJoin() {}

    /** Waits for at most the given time; false if the thread is alive then. */
    static boolean join(Thread loop, Duration time) throws InterruptedException {
        boolean elsewhere =
                Thread.currentThread().isVirtual()
                        && Runtime.version().feature() < FIRST_JDK_THAT_UNMOUNTS;
        return elsewhere ? joinElsewhere(loop, time) : loop.join(time);
    }

    static boolean joinElsewhere(Thread loop, Duration time) throws InterruptedException {
        if (!loop.isAlive() || !time.isPositive()) {
            return !loop.isAlive();
        }
        FutureTask<Boolean> join = new FutureTask<>(() -> loop.join(time));
        try {
            Dispatcher.newThread("trunnion-join " + loop.getName(), join).start();
            return join.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The join of " + loop + " failed.", failed.getCause());
        } finally {
            join.cancel(true);
        }
    }
}
