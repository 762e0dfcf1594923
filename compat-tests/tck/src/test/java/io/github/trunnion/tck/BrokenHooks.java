package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Hooks that do one thing wrong; each says what its author may have thought. */
final class BrokenHooks {
    private BrokenHooks() {}

    /** Zero is no bound, as in Object.wait. */
    static final class ZeroIsForever extends SmallHook {
        ZeroIsForever(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            return super.park(nanos == 0 ? Long.MAX_VALUE : nanos);
        }
    }

    /** A turn that does not block has nothing to look for. */
    static final class ZeroDoesNothing extends SmallHook {
        ZeroDoesNothing(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            return nanos == 0 ? 0 : super.park(nanos);
        }
    }

    /** The selector takes milliseconds, so divide. */
    static final class RoundsDownToZero extends SmallHook {
        RoundsDownToZero(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            long millis = nanos / 1_000_000;
            super.block(millis == 0 ? Long.MAX_VALUE : millis * 1_000_000);
        }
    }

    /** Who would pass a negative time? */
    static final class TakesNegativeNanos extends SmallHook {
        TakesNegativeNanos(ReactorHost host) {
            super(host);
        }

        @Override
        void check(long nanos) {}
    }

    /** A deadline is easier than a duration. */
    static final class Overflows extends SmallHook {
        Overflows(ReactorHost host) {
            super(host);
        }

        @Override
        void check(long nanos) {
            super.check(nanos);
            if (nanos != Long.MAX_VALUE) {
                Math.addExact(Long.MAX_VALUE / 2, nanos);
            }
        }
    }

    /** The carrier unparks anyway. */
    static final class EventsDoNotEndAPark extends SmallHook {
        EventsDoNotEndAPark(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            Monitor.await(lock, () -> permit, nanos);
        }
    }

    /** Nobody looks at the number. */
    static final class CountsNothing extends SmallHook {
        CountsNothing(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            super.park(nanos);
            return 0;
        }
    }

    /** An interrupt is not for a reactor. */
    static final class SwallowsInterrupts extends SmallHook {
        SwallowsInterrupts(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            int events = super.park(nanos);
            Thread.interrupted();
            return events;
        }
    }

    /** An interrupt has to be heeded. */
    static final class ThrowsWhenInterrupted extends SmallHook {
        ThrowsWhenInterrupted(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            int events = super.park(nanos);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            return events;
        }
    }

    /** Why wait for the carrier? */
    static final class FiresWhereItHappens extends SmallHook {
        FiresWhereItHappens(ReactorHost host) {
            super(host);
        }

        @Override
        void happen(Wait wait) {
            Wakers.fire(wait.waker);
            super.happen(wait);
        }
    }

    /** An event comes while somebody waits, or never. */
    static final class ForgetsEarlyEvents extends SmallHook {
        private boolean parked; // guarded by lock

        ForgetsEarlyEvents(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            parked = true;
            super.block(nanos);
            parked = false;
        }

        @Override
        void happen(Wait wait) {
            synchronized (lock) {
                if (parked) {
                    super.happen(wait);
                }
            }
        }
    }

    /** Wakers do not throw. */
    static final class FiresBare extends SmallHook {
        FiresBare(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            due.forEach(wait -> wait.waker.wake());
        }
    }

    /** What a waker throws is its own business. */
    static final class SwallowsWhatWakersThrow extends SmallHook {
        SwallowsWhatWakersThrow(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            for (Wait wait : due) {
                try {
                    wait.waker.wake();
                } catch (Throwable ignored) {
                    // its own business
                }
            }
        }
    }

    /** One synchronized method is safe. */
    static final class FiresUnderItsLock extends SmallHook {
        FiresUnderItsLock(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            synchronized (lock) {
                super.fire(due);
            }
        }
    }

    /** The list of waits is mine while I fire. */
    static final class BreaksWhenReentered extends SmallHook {
        private boolean firing;

        BreaksWhenReentered(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            firing = true;
            super.fire(due);
            firing = false;
        }

        @Override
        HookEvent register(Waker waker) {
            if (firing) {
                throw new ConcurrentModificationException();
            }
            return super.register(waker);
        }
    }

    /** Whoever parks me wants me to block. */
    static final class AsksNobody extends SmallHook {
        AsksNobody(ReactorHost host) {
            super(host);
        }

        @Override
        boolean mayBlock() {
            return true;
        }
    }

    /** Ask first, then do what is there, then block. */
    static final class BlocksAfterFiring extends SmallHook {
        BlocksAfterFiring(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            boolean mayBlock = host.mayBlock();
            int events = super.park(0);
            if (mayBlock && nanos > 0) {
                synchronized (lock) {
                    block(nanos);
                }
            }
            return events + super.park(0);
        }
    }

    /** There is nobody to wake if nobody is parked. */
    static final class NotSticky extends SmallHook {
        NotSticky(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            synchronized (lock) {
                permit = false;
            }
            return super.park(nanos);
        }
    }

    /** The carrier knows that it has work. */
    static final class IgnoresItsCarrier extends SmallHook {
        IgnoresItsCarrier(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            if (Thread.currentThread() != host.thread()) {
                super.unpark();
            }
        }
    }

    /** The flag is looked at before each park. */
    static final class StickyOnly extends SmallHook {
        StickyOnly(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            if (!permit) {
                Monitor.await(lock, () -> !fired.isEmpty(), nanos);
            }
        }
    }

    /** Virtual threads have their own ways. */
    static final class IgnoresVirtualThreads extends SmallHook {
        IgnoresVirtualThreads(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            if (!Thread.currentThread().isVirtual()) {
                super.unpark();
            }
        }
    }

    /** One nudge under way is enough; but a park of zero drains it and does not say so. */
    static final class ZeroEatsTheNudge extends SmallHook {
        private boolean underWay; // guarded by lock

        ZeroEatsTheNudge(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            synchronized (lock) {
                if (!underWay) {
                    underWay = true;
                    super.unpark();
                }
            }
        }

        @Override
        public int park(long nanos) {
            int events = super.park(nanos);
            synchronized (lock) {
                underWay &= nanos == 0;
            }
            return events;
        }
    }

    /** Sixteen places will do. */
    static final class BoundedQueueOfNudges extends SmallHook {
        private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(16);

        BoundedQueueOfNudges(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            try {
                nudges.put(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.unpark();
        }

        @Override
        public int park(long nanos) {
            nudges.clear();
            return super.park(nanos);
        }
    }

    /** LockSupport is sticky. */
    static final class RelyOnThePermitOfTheThread extends SmallHook {
        RelyOnThePermitOfTheThread(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            if (nanos > 0 && mayBlock()) {
                LockSupport.parkNanos(nanos);
            }
            return super.park(0);
        }

        @Override
        public void unpark() {
            LockSupport.unpark(host.thread());
        }

        @Override
        void happen(Wait wait) {
            super.happen(wait);
            unpark();
        }
    }

    /** Nobody unparks a reactor that is running. */
    static final class RefusesUnparkByWakers extends SmallHook {
        private volatile boolean firing;

        RefusesUnparkByWakers(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            firing = true;
            super.fire(due);
            firing = false;
        }

        @Override
        public void unpark() {
            if (firing) {
                throw new IllegalStateException("running");
            }
            super.unpark();
        }
    }

    /** A call that can be interrupted, as of an interruptible channel. */
    static final class UnparkByInterruptibleCall extends SmallHook {
        UnparkByInterruptibleCall(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            if (!Thread.currentThread().isInterrupted()) {
                super.unpark();
            }
        }
    }

    /** Looks, and then waits; in between nothing will happen. */
    static final class LooksBeforeItWaits extends SmallHook {
        private volatile boolean unparked;

        LooksBeforeItWaits(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            if (unparked) {
                unparked = false;
                return super.park(0);
            }
            LockSupport.parkNanos(5_000_000);
            synchronized (lock) {
                permit = false;
            }
            int events = super.park(nanos);
            unparked = false;
            return events;
        }

        @Override
        public void unpark() {
            unparked = true;
            super.unpark();
        }
    }

    /** Closed is closed. */
    static final class UnparkChecksForClosed extends SmallHook {
        private volatile boolean closed;

        UnparkChecksForClosed(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            super.unpark();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** What has been fired needs nobody any more; and nor does the rest. */
    static final class LosesInterest extends SmallHook {
        private boolean interested;

        LosesInterest(ReactorHost host) {
            super(host);
        }

        @Override
        HookEvent register(Waker waker) {
            interested = true;
            return super.register(waker);
        }

        @Override
        void drop(Wait wait) {
            interested = false;
            super.drop(wait);
        }

        @Override
        public boolean hasInterest() {
            return interested;
        }
    }

    /** Whoever drops an interest has it. */
    static final class DropsOnlyWhatWaits extends SmallHook {
        DropsOnlyWhatWaits(ReactorHost host) {
            super(host);
        }

        @Override
        void drop(Wait wait) {
            synchronized (lock) {
                if (!waiting.remove(wait) && !wait.dropped) {
                    throw new IllegalStateException("nobody waits");
                }
                wait.dropped = true;
            }
        }
    }

    /** Yes is always allowed; but its author has promised to say no. */
    static final class AlwaysInterested extends SmallHook {
        AlwaysInterested(ReactorHost host) {
            super(host);
        }

        @Override
        public boolean hasInterest() {
            return true;
        }
    }

    /** There is nothing to do when it has failed. */
    static final class FailsSilently extends SmallHook {
        FailsSilently(ReactorHost host) {
            super(host);
        }

        @Override
        public void failed(Throwable cause) {}
    }

    /** What fails fails. */
    static final class FailsBare extends SmallHook {
        FailsBare(ReactorHost host) {
            super(host);
        }

        @Override
        public void failed(Throwable cause) {
            for (Wait wait : List.copyOf(waiting)) {
                wait.waker.wake();
            }
        }
    }

    /** The waits stay as they are while they are woken. */
    static final class FailsOverALiveList extends SmallHook {
        FailsOverALiveList(ReactorHost host) {
            super(host);
        }

        @Override
        public void failed(Throwable cause) {
            for (Wait wait : fired) {
                Wakers.fire(wait.waker);
            }
            for (Wait wait : waiting) {
                Wakers.fire(wait.waker);
            }
        }
    }

    /** A failed hook has been released already. */
    static final class CloseAfterFailureThrows extends SmallHook {
        private boolean failed;

        CloseAfterFailureThrows(ReactorHost host) {
            super(host);
        }

        @Override
        public void failed(Throwable cause) {
            super.failed(cause);
            failed = true;
        }

        @Override
        public void close() {
            if (failed) {
                throw new IllegalStateException("failed");
            }
        }
    }

    /** Returning early is allowed. */
    static final class Spins extends SmallHook {
        Spins(ReactorHost host) {
            super(host);
        }

        @Override
        boolean mayBlock() {
            return false;
        }
    }

    /** Nobody closes a reactor that is in use. */
    static final class CloseRefusesWhileInUse extends SmallHook {
        CloseRefusesWhileInUse(ReactorHost host) {
            super(host);
        }

        @Override
        public void close() {
            if (hasInterest()) {
                throw new IllegalStateException("in use");
            }
        }
    }

    /** All reactors of a class are alike. */
    static final class SameClassIsSame extends SmallHook {
        SameClassIsSame(ReactorHost host) {
            super(host);
        }

        @Override
        public boolean isSame(ReactorHook other) {
            return other.getClass() == getClass();
        }
    }

    /** The future knows its reactor, so the reactor needs no waker. */
    static final class WakesNobody extends SmallHook {
        WakesNobody(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {}
    }

    /** Nobody prints a reactor. */
    static final class Nameless extends SmallHook {
        Nameless(ReactorHost host) {
            super(host);
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** I park on my own thread. */
    static final class ParksNowhere extends SmallHook {
        private boolean asked;

        ParksNowhere(ReactorHost host) {
            super(host);
        }

        @Override
        public boolean canParkOn(Thread thread) {
            boolean first = !asked;
            asked = true;
            return first; // or it would not even be registered
        }
    }

    /** A thread is a thread. */
    static final class CannotParkOnVirtualThreads extends SmallHook {
        CannotParkOnVirtualThreads(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            if (Thread.currentThread().isVirtual()) {
                throw new IllegalStateException("the native call pins " + Thread.currentThread());
            }
            super.block(nanos);
        }
    }

    /** When the last interest is gone the reactor has ended. */
    static final class EndsWithItsLastInterest extends SmallHook {
        private boolean ended;

        EndsWithItsLastInterest(ReactorHost host) {
            super(host);
        }

        @Override
        void drop(Wait wait) {
            super.drop(wait);
            ended = !hasInterest();
        }

        @Override
        HookEvent register(Waker waker) {
            if (ended) {
                throw new IllegalStateException("ended");
            }
            return super.register(waker);
        }
    }

    /** Close comes after the last park, and nobody knows me then. */
    static final class ReplacedInsideItsPark extends SmallHook {
        private boolean firing;

        ReplacedInsideItsPark(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            firing = true;
            super.fire(due);
            firing = false;
        }

        @Override
        void drop(Wait wait) {
            if (firing) {
                throw new IllegalStateException("inside a park");
            }
            super.drop(wait);
        }
    }

    /** There is one reactor in a process. */
    static final class SharedPermit extends SmallHook {
        private static boolean shared; // guarded by the class

        SharedPermit(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            synchronized (SharedPermit.class) {
                shared = true;
            }
            synchronized (lock) {
                lock.notifyAll();
            }
        }

        private static synchronized boolean look(boolean take) {
            boolean was = shared;
            shared &= !take;
            return was;
        }

        @Override
        void block(long nanos) {
            Monitor.await(lock, () -> look(false), nanos);
        }

        @Override
        public int park(long nanos) {
            int events = super.park(nanos);
            look(true);
            return events;
        }
    }
}
