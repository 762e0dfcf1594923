package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** The one timer of a future that waits for a time. */
final class Alarm {

    /*
     * Overview.
     *
     * The alarm gives the timers a bell, not the waker of the poll, for two reasons. A closed alarm
     * empties its bell, so that timers which keep it until its time keep no task in memory (W4). And
     * a bell that has rung although the future finds that its time has not come (timers whose clock
     * is coarser than the one they show) is replaced by a new one, where a bare waker would leave
     * the future asleep.
     *
     * A poll that finds its waker armed already does nothing (F5).
     */

    private @Nullable Bell bell; // confined to the owner
    private @Nullable Registration registration; // confined to the owner

    /** Makes sure that the waker of this poll is woken when the time has passed. */
    void arm(Context cx, long nanos) {
        Waker waker = cx.waker();
        Bell armed = bell;
        if (armed != null && armed.isArmedFor(waker)) {
            return;
        }
        close();
        Bell made = new Bell(waker);
        registration = cx.timers().wakeAfter(nanos, made);
        bell = made;
    }

    /** Takes the timer back, if there is one. */
    void close() {
        Bell armed = bell;
        Registration closed = registration;
        bell = null;
        registration = null;
        if (armed != null) {
            armed.target = null;
        }
        if (closed != null) {
            Safely.run(closed::close);
        }
    }

    private static final class Bell implements Waker {
        private volatile @Nullable Waker target; // null: it has rung, or the alarm was closed

        Bell(Waker target) {
            this.target = target;
        }

        boolean isArmedFor(Waker waker) {
            Waker armed = target;
            return armed != null && armed.willWake(waker);
        }

        @Override
        public void wake() {
            Waker rung = target;
            target = null; // before the wake: the poll that it causes sees that the bell has rung
            if (rung != null) {
                rung.wake();
            }
        }
    }
}
