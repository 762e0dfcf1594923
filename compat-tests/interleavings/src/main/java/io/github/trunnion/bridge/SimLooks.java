package io.github.trunnion.bridge;

import java.util.concurrent.ScheduledExecutorService;

/** What scenarios look at that no user can. */
public final class SimLooks {
    private SimLooks() {}

    /**
     * How many timers the carrier of a view has; while nobody goes on.
     *
     * @param view a view of an executor
     * @return its timers
     */
    public static int timers(ScheduledExecutorService view) {
        return ((ScheduledView) view).carrier().timers().size();
    }

    /**
     * Whether nothing is left in the set of scheduled tasks.
     *
     * @param view a view of an executor
     * @return true if there is nothing
     */
    public static boolean nothingScheduled(ScheduledExecutorService view) {
        return ((ScheduledView) view).tasks().isEmpty();
    }
}
