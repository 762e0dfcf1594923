package io.github.trunnion.interleavings;

/** Parks, unparks, interrupts and yields, of platform threads and of virtual ones. */
final class Permits {
    private Permits() {}

    /** LockSupport.park, for some nanoseconds or Long.MAX_VALUE. */
    static void park(SimThread self, long nanos) {
        SimVirtual virtual = self.virtual;
        if (virtual != null) {
            if (nanos != Long.MAX_VALUE) {
                self.run.fail("not simulated: a park of a virtual thread with a limit", null);
            }
            virtual.park();
            return;
        }
        self.run.step(self, Sites.PARK, true);
        if (self.permit || self.interrupted || nanos <= 0) {
            self.takePermit();
            return;
        }
        self.state = SimThread.State.PARKED;
        self.deadline = self.run.deadline(nanos);
        self.run.leave(self);
    }

    static void unpark(SimThread self, Thread thread) {
        self.run.step(self, Sites.UNPARK, true);
        SimThread target = self.run.find(thread);
        if (target != null) {
            target.unparked = true;
            give(self, target);
        }
    }

    static void interrupt(SimThread self, Thread thread) {
        self.run.step(self, Sites.INTERRUPT, true);
        SimThread target = self.run.find(thread);
        if (target != null) {
            target.interrupted = true;
            give(self, target);
        }
    }

    private static void give(SimThread self, SimThread target) {
        if (target.virtual != null) {
            target.virtual.unpark(self);
        } else if (target.state == SimThread.State.PARKED) {
            target.takePermit();
            self.run.makeRunnable(target);
        } else {
            target.permit = true;
        }
    }

    /** Thread.yield. */
    static void letOthersRun(SimThread self) {
        self.run.step(self, Sites.YIELD, false);
        if (self.virtual != null) {
            self.virtual.letOthersRun();
        } else {
            self.run.letOthersRun(self);
        }
    }
}
