package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.List;

/**
 * Hooks that do one thing wrong in interest, failure, close or their place in a slot; each says
 * what its author may have thought.
 */
final class BrokenLifeHooks {
    private BrokenLifeHooks() {}

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
