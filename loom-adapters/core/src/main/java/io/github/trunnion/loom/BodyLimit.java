package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

/** So many bodies at a time, in the order in which they came. */
final class BodyLimit {
    /*
     * Overview
     *
     * A permit is taken before there is a thread: a body that has to wait is a Place in a queue, and
     * costs nothing else. A permit that comes back goes to the first place in the queue; it is free
     * only if nobody waits, so nobody who comes later overtakes. Who gives a permit back has the next
     * one started: that is Admission's part, for it runs foreign code. The lock is held for a few
     * assignments, and nothing is allocated under it.
     *
     * A cancel beside the turn. Thread A cancels a body that waits, and B ends and hands its permit
     * on. If A has the lock first, the place is LEFT and out of the queue, and B finds the one behind
     * it. If B has it first, the place is HOLDING: A's leave then hands the permit on, and the start
     * that B is about to make finds a body that was skipped and does nothing.
     *
     * Possible transitions of a place:
     *   APART   -> WAITING  enter: all permits are out; at the end of the queue
     *   APART   -> HOLDING  enter: a permit was free
     *   APART   -> LEFT     leave: cancelled while it waited for another limit
     *   WAITING -> HOLDING  another one has left: its permit is this one's now
     *   WAITING -> LEFT     leave: cancelled; out of the queue
     *   HOLDING -> LEFT     leave: the body has ended or never will begin; the permit goes on
     */
    private enum State {
        APART,
        WAITING,
        HOLDING,
        LEFT
    }

    private final int most;
    private final SpinLock lock = new SpinLock();

    // Guarded by the lock.
    private int held;
    private @Nullable Place first;
    private @Nullable Place last;

    BodyLimit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("The limit must be at least 1: " + most);
        }
        this.most = most;
    }

    /** One body in this limit. */
    final class Place {
        private final Admission admission;

        // Guarded by the lock.
        private State state = State.APART;
        private @Nullable Place before;
        private @Nullable Place behind;

        Place(Admission admission) {
            this.admission = admission;
        }

        /** Asks for a permit; false if it has to wait for one, or has left. */
        boolean enter() {
            lock.lock();
            try {
                if (state != State.APART) {
                    return false;
                }
                if (held < most) {
                    held++;
                    state = State.HOLDING;
                    return true;
                }
                append(this);
                state = State.WAITING;
                return false;
            } finally {
                lock.unlock();
            }
        }

        /** Gives permit or place up, once; returns whom the permit goes to. */
        @Nullable Admission leave() {
            lock.lock();
            try {
                State was = state;
                state = State.LEFT;
                if (was == State.WAITING) {
                    remove(this);
                } else if (was == State.HOLDING) {
                    Place next = first;
                    if (next != null) {
                        remove(next);
                        next.state = State.HOLDING;
                        return next.admission;
                    }
                    held--;
                }
                return null;
            } finally {
                lock.unlock();
            }
        }
    }

    private void append(Place place) {
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
    }

    private void remove(Place place) {
        Place before = place.before;
        Place behind = place.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        place.before = null;
        place.behind = null;
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            int waiting = 0;
            for (Place place = first; place != null; place = place.behind) {
                waiting++;
            }
            return held + " of " + most + " at a time, " + waiting + " waiting";
        } finally {
            lock.unlock();
        }
    }
}
