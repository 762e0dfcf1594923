package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The simulated threads of a run, in the order of their starts. */
final class SimThreads {
    private SimThread[] all = new SimThread[8];
    private int count;

    int count() {
        return count;
    }

    SimThread get(int index) {
        return all[index];
    }

    void add(SimThread thread) {
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        all[count++] = thread;
    }

    @Nullable SimThread find(Thread thread) {
        for (int i = 0; i < count; i++) {
            if (all[i].thread == thread) {
                return all[i];
            }
        }
        return null;
    }

    @Nullable SimThread first(SimThread.State state) {
        for (int i = 0; i < count; i++) {
            if (all[i].state == state) {
                return all[i];
            }
        }
        return null;
    }

    /** Whether all have ended, but for daemons. */
    boolean haveEnded() {
        for (int i = 0; i < count; i++) {
            if (!all[i].daemon && all[i].state != SimThread.State.ENDED) {
                return false;
            }
        }
        return true;
    }

    /** The next time that somebody waits for; Long.MAX_VALUE if there is none. */
    long earliestDeadline() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            earliest = Math.min(earliest, all[i].deadline);
        }
        return earliest;
    }

    /** For messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ").append(all[i].name()).append(' ').append(all[i].state);
        }
        return text.toString();
    }
}
