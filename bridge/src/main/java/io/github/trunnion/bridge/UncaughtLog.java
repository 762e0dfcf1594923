package io.github.trunnion.bridge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where throws that belong to nobody's result go by default: the log. */
final class UncaughtLog implements Thread.UncaughtExceptionHandler {
    /*
     * Overview
     *
     * Logging takes locks of appenders and streams. A virtual thread of a carrier may hold one while
     * it is parked, and only that carrier can have it go on: so the carrier must not wait for it, and
     * neither must whoever is inside its scheduler's face or in a pinned poll. Then the dispatcher
     * has it logged by a virtual thread of the JDK's scheduler. A thread that tells of itself logs
     * here and now: a virtual one that has ended, a carrier that has never had any.
     */
    static final UncaughtLog INSTANCE = new UncaughtLog();

    private UncaughtLog() {}

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (mayWait(thread)) {
            log(thread, thrown);
            return;
        }
        try {
            Dispatcher.execute(() -> log(thread, thrown));
        } catch (Throwable noMemory) {
            log(thread, thrown);
        }
    }

    private static boolean mayWait(Thread thread) {
        Carrier carrier = LoopThread.current();
        return Thread.currentThread() == thread && (carrier == null || !carrier.hasHadThreads());
    }

    private static void log(Thread thread, Throwable thrown) {
        Logger logger = LoggerFactory.getLogger(BridgeExecutor.class);
        ThreadGroup group = thread.getThreadGroup();
        if (logger.isErrorEnabled() || group == null) {
            String name = thread.getName().isEmpty() ? thread.toString() : thread.getName();
            logger.error("Thrown on {} and belonging to no result", name, thrown);
        } else {
            group.uncaughtException(thread, thrown); // nobody reads the log: as of any thread
        }
    }
}
