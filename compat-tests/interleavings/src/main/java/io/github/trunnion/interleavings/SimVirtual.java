package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;

/** What makes a simulated thread a virtual one that is given to a scheduler of its own. */
final class SimVirtual {
    /*
     * Overview
     *
     * The protocol of java.lang.VirtualThread between park, unpark and the scheduler, step by step;
     * the scheduler is code of the library and rewritten. The stack is that of a simulated thread.
     * Who runs the continuation is not runnable from the mount to the unmount, so the two of them
     * are one thread as far as the order of steps goes.
     *
     * An unpark is one step. The JDK's are two, the permit and then the state, and one that is late
     * with the second ends the next park of the thread as well. LockSupport allows that; but then no
     * scenario could tell it from a permit that the library has left behind.
     *
     * Possible state transitions:
     *   NEW       -> SUBMITTED    started
     *   SUBMITTED -> RUNNING      mounted
     *   RUNNING   -> PARKING      it parks and leaves its carrier
     *   PARKING   -> PARKED       it has left; then who ran it looks at the permit
     *   PARKED    -> SUBMITTED    unparked; the winner gives the continuation to the scheduler
     *   RUNNING   -> YIELDING     it yields and leaves its carrier
     *   YIELDING  -> SUBMITTED    it has left
     *   RUNNING   -> ENDED        its body has ended
     */
    private static final int MOUNT = Sites.add("mounts a virtual thread");
    private static final int MOUNTED = Sites.add("takes the permit of a mount");
    private static final int LEFT = Sites.add("has left a virtual thread");
    private static final int LOOKS = Sites.add("looks at the permit of a parked virtual thread");

    private enum State {
        NEW,
        SUBMITTED,
        RUNNING,
        PARKING,
        PARKED,
        YIELDING,
        ENDED
    }

    final Executor scheduler;
    private final SimThread thread;
    private final Runnable continuation = this::mount;

    private State state = State.NEW;

    /** Whether the next mount takes the permit: it was parked before. */
    private boolean unparked;

    private @Nullable SimThread carrier;
    private int pins;

    SimVirtual(SimThread thread, Executor scheduler) {
        this.thread = thread;
        this.scheduler = scheduler;
        thread.state = SimThread.State.UNMOUNTED;
    }

    void start() {
        submit();
    }

    private void submit() {
        state = State.SUBMITTED;
        scheduler.execute(continuation);
    }

    /** Whatever it does, it may be submitted again: then there is nothing to run. */
    void submitForNothing() {
        scheduler.execute(continuation);
    }

    /** The thread that it is mounted on. */
    Thread carrier() {
        SimThread mountedOn = carrier;
        return mountedOn == null ? thread.thread : mountedOn.thread;
    }

    /** The continuation: runs on the caller's thread until the virtual one leaves it. */
    private void mount() {
        SimThread self = Schedule.simulated("a continuation");
        Run run = self.run;
        run.step(self, MOUNT, true);
        if (state != State.SUBMITTED) {
            return; // runs already, or has ended: to run it twice does no harm
        }
        state = State.RUNNING;
        if (unparked) {
            unparked = false;
            run.step(self, MOUNTED, true);
            thread.takePermit();
        }
        carrier = self;
        self.state = SimThread.State.MOUNTED;
        run.makeRunnable(thread);
        run.leave(self);
        run.step(self, LEFT, true);
        if (state == State.YIELDING) {
            submit();
        } else if (state == State.PARKING) {
            state = State.PARKED;
            run.step(self, LOOKS, true);
            if (thread.permit && state == State.PARKED) {
                unparked = true;
                submit();
            }
        }
    }

    // On the virtual thread

    void park() {
        Run run = thread.run;
        run.step(thread, Sites.PARK, true);
        if (thread.permit || thread.interrupted) {
            thread.takePermit();
        } else if (pins > 0) {
            run.fail(thread.name() + " parks while it is pinned", new Throwable("here"));
        } else {
            leave(State.PARKING, SimThread.State.UNMOUNTED);
        }
    }

    void letOthersRun() {
        if (pins == 0) {
            leave(State.YIELDING, SimThread.State.UNMOUNTED);
        }
    }

    void pin(int difference) {
        pins += difference;
    }

    /** Its body has ended. */
    void end() {
        leave(State.ENDED, SimThread.State.ENDED);
    }

    private void leave(State now, SimThread.State then) {
        SimThread left = carrier;
        carrier = null;
        state = now;
        thread.state = then;
        if (left != null) {
            thread.run.makeRunnable(left);
        }
        thread.run.leave(thread);
    }

    // On any thread

    void unpark(SimThread self) {
        boolean before = thread.permit;
        thread.permit = true;
        if (!before && self != thread && state == State.PARKED) {
            unparked = true;
            submit();
        }
    }
}
