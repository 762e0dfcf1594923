package io.github.trunnion.bridge;

import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The timer of a scheduled task: it goes to its carrier, waits there and starts a run. */
final class Alarm extends Node implements Waker, Dispatcher.Dispatched {
    /*
     * Overview
     *
     * Whoever schedules sends this node to the carrier, which registers a timer. When that fires the
     * node goes on to the dispatcher, since a carrier starts no threads, and a thread of the
     * executor begins the run. After a run the task may set its alarm again.
     *
     * The node is in one place at a time, and the word says in which. Who calls it off finds it
     *   QUEUED       in a queue of the carrier, which will find it OFF and drop it
     *   ARMED        in the timers: it is sent to the carrier once more, to be taken out, so that a
     *                long delay that is called off leaves nothing behind
     *   DISPATCHED   in the queue of the dispatcher, which will find it OFF and drop it
     *   IDLE         in none; the task is running, or about to
     *
     * A race between firing and calling off (is safely handled). Both leave ARMED by a
     * read-modify-write. If firing is first, the node is on its way to the dispatcher and who calls
     * it off touches it no more. If calling off is first, the timer that fires does nothing, and the
     * node comes by to find its timer gone. In no order is it in two queues.
     *
     * A task that somebody runs by hand is set again while the alarm of its former time is still
     * under way. If that is ARMED the node goes to the carrier again, as the new time may be earlier.
     * If it is QUEUED the carrier looks at the task's time once more when it has said ARMED: either it
     * sees the new time, or who sets sees ARMED. If it is DISPATCHED the dispatcher finds that the
     * task has time left and sets it.
     *
     * Possible state transitions:
     *   IDLE       -> QUEUED       set, for the first time or again
     *   QUEUED     -> ARMED        the carrier has registered the timer
     *   ARMED      -> QUEUED       set again, to another time
     *   ARMED      -> DISPATCHED   it is time
     *   IDLE       -> DISPATCHED   there is no delay
     *   DISPATCHED -> IDLE         a run is started
     *   any        -> OFF          called off; it never leaves OFF
     */
    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int ARMED = 2;
    private static final int DISPATCHED = 3;
    private static final int OFF = 4;

    private final ScheduledTask<?> task;
    private final Carrier carrier;

    /** Written by read-modify-writes only. */
    private volatile int state = IDLE;

    /** Confined to the carrier. */
    private @Nullable Registration timer;

    Alarm(ScheduledTask<?> task, Carrier carrier) {
        this.task = task;
        this.carrier = carrier;
    }

    /** Sets the alarm to the time of the task. From any thread. */
    void set() {
        if (STATE.compareAndSet(this, IDLE, QUEUED) // volatile: publishes the task's time
                || STATE.compareAndSet(this, ARMED, QUEUED)) { // volatile, the same
            carrier.enqueue(this);
        }
    }

    /** Calls it off for good. From any thread. */
    void callOff() {
        if ((int) STATE.getAndSet(this, OFF) == ARMED) { // volatile: the carrier sees OFF
            carrier.enqueue(this);
        }
    }

    @Override
    void run(Carrier onCarrier) {
        if (state == OFF) { // volatile read
            disarm();
            return;
        }
        long armedFor = arm();
        if (!STATE.compareAndSet(this, QUEUED, ARMED)) { // volatile: called off meanwhile
            disarm();
        } else if (task.time() != armedFor) { // volatile read: set anew, and that saw QUEUED
            arm();
        }
    }

    /** Returns the time of the task that the timer is for. */
    private long arm() {
        disarm();
        long time = task.time();
        try {
            long now = carrier.nanoTime(); // read once: the deadline must not move with the clock
            timer = carrier.timers().add(now, time - now, this);
        } catch (Throwable thrown) { // no memory, or a clock that throws: nobody else would tell
            task.startFailed(thrown);
        }
        return time;
    }

    private void disarm() {
        Registration armed = timer;
        timer = null;
        if (armed != null) {
            armed.close();
        }
    }

    /** The timer has fired, on the carrier. */
    @Override
    public void wake() {
        if (state == ARMED && task.nanosLeft() > 0) { // volatile read
            arm(); // the timers wait for half the range of long at most
        } else if (STATE.compareAndSet(this, ARMED, DISPATCHED)) { // volatile
            timer = null;
            Dispatcher.submit(this);
        }
    }

    /** Starts a run without a timer. From any thread, instead of {@link #set}. */
    void fireNow() {
        if (!STATE.compareAndSet(this, IDLE, DISPATCHED)) { // volatile
            return;
        }
        if (LoopThread.isCurrent()) {
            Dispatcher.submit(this);
        } else {
            dispatch();
        }
    }

    @Override
    public void dispatch() {
        if (!STATE.compareAndSet(this, DISPATCHED, IDLE)) { // volatile: called off
            return;
        }
        try {
            if (task.nanosLeft() > 0) {
                set();
            } else {
                task.startRun();
            }
        } catch (Throwable thrown) { // no memory, no threads
            task.startFailed(thrown);
        }
    }

    @Override
    boolean isUrgent() {
        return true;
    }

    /** The carrier has ended; the executor that closes ends the task. */
    @Override
    void abandon() {}

    @Override
    public String toString() {
        return "alarm of " + task;
    }

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Alarm.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
