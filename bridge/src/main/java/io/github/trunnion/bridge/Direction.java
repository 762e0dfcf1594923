package io.github.trunnion.bridge;

import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One direction of a channel: whether I/O may succeed now, and who waits for that. */
final class Direction {
    /*
     * Overview
     *
     * ready is a cache. It is true while nobody has seen that the system has nothing: so for a
     * fresh channel. I/O that moves less than asked makes it false, an event makes it true. While
     * it is false a poll asks the system nothing. A wrong true costs one vain call; a wrong false
     * cannot last, because selection is level-triggered: registered interest reports again what is
     * still there.
     *
     *   ready   waiter  waker   how it came there
     *   true    none    none    fresh; or an event that nobody waited for
     *   false   none    none    a short read or write, whose operation is done
     *   false   set     set     an operation is pending
     *   true    set     none    the event came, its waker was taken; a poll is due
     *
     * The claim is a compare-and-set, for operations that wait in a detached reactor and are polled
     * by unrelated threads: two of them at once is a mistake that gets an exception, not a hang.
     *
     * Where the channel waits in a carrier's reactor, only that carrier claims and stores a waker.
     * Another thread, whose poll will be refused (E12), may still have made an I/O call and write
     * false to ready: such a false cannot last either.
     */
    final String verb;

    /** Whether interest is to be dropped after each wait; so for a detached reactor's view. */
    final boolean oneShot;

    /** Of the polling thread; in a carrier's reactor events write it on that thread. */
    boolean ready = true;

    /** The key was cancelled behind our back while somebody waited; of who has the claim. */
    boolean keyCancelled;

    /** Woken by the next event; of who has the claim, and taken by the carrier. */
    @Nullable Waker waker;

    /** The pending operation. */
    private volatile @Nullable Object waiter;

    Direction(String verb, boolean oneShot) {
        this.verb = verb;
        this.oneShot = oneShot;
    }

    boolean isHeldBy(Object operation) {
        return waiter == operation; // volatile read
    }

    boolean isHeld() {
        return waiter != null; // volatile read
    }

    boolean isFreeFor(Object operation) {
        Object current = waiter; // volatile read
        return current == null || current == operation;
    }

    boolean claim(Object operation) {
        return waiter == operation || WAITER.compareAndSet(this, null, operation); // volatile
    }

    /** Takes the claim from whoever has it. */
    void seize(Object operation) {
        waiter = operation; // volatile write
        waker = null;
        keyCancelled = false;
    }

    void unclaim() {
        waker = null;
        keyCancelled = false;
        waiter = null; // volatile write: what was written before is seen by the next claim
    }

    private static final VarHandle WAITER;

    static {
        try {
            WAITER = MethodHandles.lookup().findVarHandle(Direction.class, "waiter", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
