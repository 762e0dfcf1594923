package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** Who waits for an outcome: threads, told first, and stages; each once, in their order. */
abstract class Waiters implements ManagedPark.Wait {
    /*
     * Overview
     *
     * A stack with one CAS to push. Completion publishes the outcome first and then exchanges the
     * stack for CLOSED. Thread A pushes a waiter while thread B completes: either A's push is before
     * B's exchange and B tells the waiter, or A finds CLOSED, whose exchange comes after the outcome,
     * and A reads the outcome itself.
     *
     * Threads that give up clear their waiter and unlink what is cleared, so that timed waits on a
     * future that never completes leave nothing behind. Unlinking may meet a concurrent unlink of
     * the neighbour; it then starts again. It may also meet the completion, which therefore reads
     * `next` only and orders the waiters by links of its own: were it to turn `next` round, a thread
     * that has read a link before and writes it after that would close the list to a ring.
     */
    /** One who waits. */
    abstract static class Waiter {
        /** Written before publication, and by unlinking. */
        volatile @Nullable Waiter next;

        /** The one to tell next; confined to the thread that completes. */
        private @Nullable Waiter later;

        abstract void tell();

        /** Whether telling only unparks: those come first, a stage may run code of others. */
        boolean isThread() {
            return false;
        }

        boolean isCleared() {
            return false;
        }
    }

    /** A thread that is parked in {@link #await}. */
    private static final class ThreadWaiter extends Waiter {
        /** Null once the thread has given up. */
        private volatile @Nullable Thread thread = Thread.currentThread();

        @Override
        void tell() {
            Thread waiting = thread; // volatile read
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }

        @Override
        boolean isThread() {
            return true;
        }

        @Override
        boolean isCleared() {
            return thread == null;
        }
    }

    private static final Waiter CLOSED =
            new Waiter() {
                @Override
                void tell() {}
            };

    /** Top of the stack, CLOSED after completion. */
    private volatile @Nullable Waiter waiters;

    /** Whether the outcome is there; a volatile read. */
    abstract boolean isComplete();

    @Override
    public final boolean isOver() {
        return isComplete();
    }

    /**
     * Adds one who waits.
     *
     * @return false if the outcome is there: nobody will tell
     */
    final boolean push(Waiter waiter) {
        while (true) {
            Waiter top = waiters; // volatile read
            if (top == CLOSED) {
                return false;
            }
            waiter.next = top;
            if (WAITERS.compareAndSet(this, top, waiter)) { // volatile: publishes the waiter
                return true;
            }
        }
    }

    /** Tells everybody; after the outcome was published. */
    final void tellAll() {
        Waiter waiter = (Waiter) WAITERS.getAndSet(this, CLOSED); // volatile: acquires the waiters
        Waiter first = null;
        while (waiter != null) {
            waiter.later = first;
            first = waiter;
            waiter = waiter.next; // volatile read: skips who has been unlinked meanwhile
        }
        for (Waiter told = first; told != null; told = told.later) {
            if (told.isThread()) {
                tell(told);
            }
        }
        for (Waiter told = first; told != null; told = told.later) {
            if (!told.isThread()) {
                tell(told);
            }
        }
    }

    /** Tells one; the others are told whatever this one throws, a dead scheduler for instance. */
    private static void tell(Waiter waiter) {
        try {
            waiter.tell();
        } catch (Throwable thrown) {
            LastResort.report(thrown);
        }
    }

    /**
     * Parks the current thread until the outcome is there.
     *
     * @param interruptible whether an interrupt ends the wait; else the flag is set again after it
     * @param nanos at most how long, or Long.MAX_VALUE
     * @return false if the time is over
     */
    final boolean await(boolean interruptible, long nanos) throws InterruptedException {
        long start = nanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        ThreadWaiter waiter = null;
        boolean interrupted = false;
        try {
            while (!isComplete()) {
                if (Thread.interrupted()) {
                    if (interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                if (waiter == null) {
                    waiter = new ThreadWaiter();
                    if (!push(waiter)) {
                        break;
                    }
                } else if (nanos == Long.MAX_VALUE) {
                    ManagedPark.park(this, this);
                } else {
                    long left = nanos - (System.nanoTime() - start);
                    if (left <= 0) {
                        return false;
                    }
                    ManagedPark.parkNanos(this, left, this);
                }
            }
            return true;
        } finally {
            if (waiter != null) {
                waiter.thread = null;
                unlinkCleared();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Names the threads that wait, for people; any thread. */
    final String waiting() {
        StringBuilder names = new StringBuilder();
        Waiter waiter = waiters; // volatile read
        while (waiter != null && waiter != CLOSED) {
            if (waiter instanceof ThreadWaiter parked && parked.thread != null) {
                names.append(", awaited by ").append(parked.thread);
            }
            waiter = waiter.next; // volatile read
        }
        return names.toString();
    }

    private void unlinkCleared() {
        boolean again = true;
        while (again) {
            again = false;
            Waiter kept = null;
            Waiter waiter = waiters; // volatile read
            while (waiter != null && waiter != CLOSED) {
                Waiter following = waiter.next;
                if (!waiter.isCleared()) {
                    kept = waiter;
                } else if (kept != null) {
                    kept.next = following;
                    again |= kept.isCleared();
                } else {
                    again |= !WAITERS.compareAndSet(this, waiter, following); // volatile
                }
                if (again) {
                    break;
                }
                waiter = following;
            }
        }
    }

    private static final VarHandle WAITERS;

    static {
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?>[] ensureLoaded = {LockSupport.class, ManagedPark.class};
        try {
            WAITERS = MethodHandles.lookup().findVarHandle(Waiters.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
