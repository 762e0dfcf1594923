package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.ConcurrentModificationException;
import java.util.List;

/** Hooks that do one thing wrong in a park; each says what its author may have thought. */
final class BrokenParkHooks {
    private BrokenParkHooks() {}

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

    /** A wait of zero milliseconds is over soon. */
    static final class RoundsDownToASpin extends SmallHook {
        RoundsDownToASpin(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            if (nanos >= 1_000_000) {
                super.block(nanos);
            }
        }
    }

    /** The same, by an author who has thought of everything below one millisecond but the rest. */
    static final class RoundsTheRestDown extends SmallHook {
        RoundsTheRestDown(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            if (nanos > 900_000) {
                super.block(Math.max(1_000_000, nanos / 1_000_000 * 1_000_000));
            }
        }
    }

    /** A deadline is the clock and the bound. */
    static final class AddsToTheClock extends SmallHook {
        AddsToTheClock(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            long end = Math.abs(System.nanoTime()) + nanos;
            if (nanos == Long.MAX_VALUE || end > 0) {
                super.block(nanos);
            }
        }
    }

    /** No bound is no time. */
    static final class TakesNoBoundForNone extends SmallHook {
        TakesNoBoundForNone(ReactorHost host) {
            super(host);
        }

        @Override
        void block(long nanos) {
            if (nanos != Long.MAX_VALUE) {
                super.block(nanos);
            }
        }
    }

    /** Whatever ends a park is an event. */
    static final class CountsUnparks extends SmallHook {
        CountsUnparks(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            boolean unparked;
            synchronized (lock) {
                unparked = permit;
            }
            return super.park(nanos) + (unparked ? 1 : 0);
        }
    }

    /** What is taken out of the queue is counted, unless it is the only one. */
    static final class CountsUnparksBesideEvents extends SmallHook {
        CountsUnparksBesideEvents(ReactorHost host) {
            super(host);
        }

        @Override
        public int park(long nanos) {
            boolean unparked;
            synchronized (lock) {
                unparked = permit;
            }
            int events = super.park(nanos);
            return unparked && events > 0 ? events + 1 : events;
        }
    }

    /** A pool fires wakers, so that the carrier is free. */
    static final class FiresInAPool extends SmallHook {
        FiresInAPool(ReactorHost host) {
            super(host);
        }

        @Override
        void fire(List<Wait> due) {
            Thread.ofPlatform().daemon().start(() -> super.fire(due));
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
}
