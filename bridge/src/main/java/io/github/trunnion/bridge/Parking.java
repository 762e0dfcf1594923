package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

/** How a carrier waits: in the slot's hook, or plainly; and how it looks at the hook meanwhile. */
final class Parking {
    /*
     * Overview
     *
     * Confined to the carrier. A wait is announced in the mailbox, together with the hook that it
     * is in, and taken back when the hook has returned; between the two any submit unparks. A look
     * at the hook (turn) does not block and is not announced.
     */
    private final Carrier carrier;
    private final Mailbox mailbox;
    private final Tally tally;
    private final PlainPark plainPark;
    private final Linger linger;

    /** Null on a platform thread. */
    private final @Nullable GiveWay giveWay;

    Parking(Carrier carrier, Mailbox mailbox, Tally tally) {
        this.carrier = carrier;
        this.mailbox = mailbox;
        this.tally = tally;
        this.plainPark = new PlainPark(carrier.thread());
        this.linger = new Linger(mailbox, carrier.thread().isVirtual());
        this.giveWay = carrier.thread().isVirtual() ? new GiveWay() : null;
    }

    /** A look at the hook without blocking (H8). */
    void turn() {
        if (giveWay != null) {
            giveWay.turn();
        }
        HookRegistration target = carrier.slot().target();
        if (target != null) {
            tally.add(Tally.TURNS, 1);
            if (callHook(target, 0) > 0) {
                target.spin.progress();
            }
        }
    }

    /** Waits for at most the given time, or Long.MAX_VALUE; not at all for 0. */
    void park(long nanos) {
        HookRegistration target = carrier.slot().target();
        if (nanos == 0 || !carrier.isIdle()) {
            return; // a deadline is due, or the hook has failed and woken its wakers
        }
        long left = nanos;
        if (linger.isStream()) {
            if (linger.findsWork(nanos)) {
                if (linger.isTurnDue()) {
                    turn();
                }
                return;
            }
            left = nanosLeft(nanos);
        } else if (giveWay != null) {
            giveWay.beforePark();
            left = nanosLeft(nanos);
        }
        if (left == 0) {
            return;
        }
        if (target == null) {
            parkPlainly(left);
        } else if (target.spin.takePause()) {
            if (parkPlainly(Math.min(left, SpinGuard.PAUSE))) {
                target.spin.progress();
            }
        } else {
            parkInHook(target, left);
        }
    }

    /** What is left of the time; nobody can have armed a timer meanwhile. */
    private long nanosLeft(long nanos) {
        return nanos == Long.MAX_VALUE ? nanos : carrier.timers().nanosToNext(carrier.nanoTime());
    }

    /** Returns whether somebody has woken the carrier. */
    private boolean parkPlainly(long nanos) {
        if (!enterPark(plainPark, Tally.PARKS_PLAIN)) {
            return true;
        }
        Object begun = Telemetry.INSTANCE.beginPark();
        linger.sleepBegins();
        plainPark.park(nanos);
        boolean notified = mailbox.leavePark();
        linger.sleepEnded(notified);
        if (begun != null) {
            Telemetry.INSTANCE.endPark(begun, carrier, plainPark, 0);
        }
        if (!notified && !isDeadlineDue(nanos)) {
            tally.add(Tally.SPURIOUS_RETURNS, 1);
        }
        carrier.restoreThread();
        return notified;
    }

    private void parkInHook(HookRegistration target, long nanos) {
        if (!enterPark(target.hook, Tally.PARKS_HOOK)) {
            target.spin.progress();
            return;
        }
        Object begun = Telemetry.INSTANCE.beginPark();
        linger.sleepBegins();
        int events = callHook(target, nanos);
        boolean notified = mailbox.leavePark();
        linger.sleepEnded(notified);
        if (begun != null) {
            Telemetry.INSTANCE.endPark(begun, carrier, target.hook, events);
        }
        if (events > 0 || notified || !carrier.isIdle() || isDeadlineDue(nanos)) {
            target.spin.progress();
        } else {
            tally.add(Tally.SPURIOUS_RETURNS, 1);
            if (target.spin.idleReturn(System.nanoTime())) {
                carrier.report(SpinGuard.report(target.hook));
            }
        }
    }

    /** Counts a park before anybody can count its unpark. */
    private boolean enterPark(ReactorHook hook, int counter) {
        tally.add(counter, 1);
        boolean entered = mailbox.enterPark(hook);
        if (!entered) {
            tally.add(counter, -1);
        }
        return entered;
    }

    private boolean isDeadlineDue(long nanos) {
        return nanos != Long.MAX_VALUE && carrier.timers().nanosToNext(carrier.nanoTime()) == 0;
    }

    /** Calls the hook; a throw frees the slot (H5). Returns the number of events. */
    private int callHook(HookRegistration target, long nanos) {
        CarrierSlot slot = carrier.slot();
        carrier.nowRunning(target.hook);
        slot.parkBegins(target);
        int events = 0;
        try {
            events = Math.max(0, target.hook.park(nanos));
            tally.add(Tally.EVENTS, events);
        } catch (Throwable thrown) {
            carrier.awake(); // who is told of the failure may block
            slot.fail(target, thrown);
        }
        slot.parkEnded(target);
        carrier.vitals().asleep(); // a plain park does not say so
        carrier.nowRunning(null);
        carrier.restoreThread();
        return events;
    }
}
