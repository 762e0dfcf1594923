package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHost;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Hooks that do one thing wrong in an unpark; each says what its author may have thought. */
final class BrokenUnparkHooks {
    private BrokenUnparkHooks() {}

    /** A thread that blocks is interrupted. */
    static final class Interrupts extends SmallHook {
        Interrupts(ReactorHost host) {
            super(host);
        }

        @Override
        public void unpark() {
            host.thread().interrupt();
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

    /** What came before this park was for the one before. */
    static final class BeginsAnew extends SmallHook {
        private static final long MOMENT = 5_000_000;

        BeginsAnew(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < MOMENT) { // in which the other threads come
                LockSupport.parkNanos(MOMENT);
            }
            synchronized (lock) {
                permit = false;
            }
            return super.park(nanos);
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
}
