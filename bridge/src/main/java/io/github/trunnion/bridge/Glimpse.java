package io.github.trunnion.bridge;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What another thread sees of a carrier that does not come round: what it runs and the stack of
 * that.
 *
 * @param running names what runs
 * @param pinned says so, if that is a virtual thread which waits without leaving the carrier
 * @param blocked whether the thread of the carrier is blocked or waits
 * @param stack of the virtual thread, if one is mounted, and of the carrier below
 */
record Glimpse(
        String running, @Nullable String pinned, boolean blocked, List<StackTraceElement> stack) {
    private static final int MOST_TRIES = 10;

    static Glimpse of(Carrier carrier) {
        boolean blocked = isWaiting(carrier.thread());
        List<StackTraceElement> below = stackOf(carrier.thread());
        if (!(carrier.vitals().running() instanceof CarriedThread carried)) {
            return new Glimpse(carrier.vitals().toString(), null, blocked, below);
        }
        Thread mounted = carried.thread();
        if (mounted == null) {
            return new Glimpse(carrier.vitals().toString(), null, blocked, below);
        }
        Object polled = carried.polled(); // of another thread: stale at worst
        return new Glimpse(
                Label.of(mounted) + (polled == null ? "" : ", in a poll of " + Label.of(polled)),
                isWaiting(mounted) ? pinnedWords(mounted) : null,
                blocked,
                joined(stackOf(mounted), below));
    }

    /** The JVM gives an empty one where it cannot walk the stack just then. */
    private static List<StackTraceElement> stackOf(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; stack.length == 0 && i < MOST_TRIES; i++) {
            Thread.onSpinWait();
            stack = thread.getStackTrace();
        }
        return List.of(stack);
    }

    /** A virtual thread that is mounted waits only if it cannot leave its carrier. */
    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    private static String pinnedWords(Thread mounted) {
        Object blocker = LockSupport.getBlocker(mounted);
        String waits =
                "The virtual thread "
                        + Label.of(mounted)
                        + " is pinned and waits"
                        + (blocker == null ? "" : " for " + Label.of(blocker))
                        + ": ";
        return blocker instanceof PollFuture
                ? waits
                        + "only this carrier polls that, and nothing else runs on it. An interrupt"
                        + " of the thread ends the wait; a time-out does not."
                : waits
                        + "other virtual threads of this carrier cannot run. If it waits for one of"
                        + " them, it waits for ever.";
    }

    private static <E> List<E> joined(List<E> top, List<E> below) {
        return Stream.concat(top.stream(), below.stream()).toList();
    }
}
