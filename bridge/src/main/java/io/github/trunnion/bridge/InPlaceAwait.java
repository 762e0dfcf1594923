package io.github.trunnion.bridge;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** A virtual thread of a carrier that polls a future itself, and parks until it is woken. */
class InPlaceAwait<T extends @Nullable Object> extends Live {
    /*
     * Overview
     *
     * The thread is mounted on its carrier, so a poll here is a poll on the carrier, with the
     * carrier's slot and timers. It is pinned during the poll: were it unmounted inside one, with a
     * lock of the selector perhaps, the carrier could wait for that lock and for ever. A pending
     * future has the thread park. Its waker unparks it, which is a local enqueue when the reactor of
     * this carrier fires it. Nobody else runs the future, so its result needs no hand-over.
     *
     * The word says whether there is something to poll for. Who sets it to WOKEN and finds PARKED
     * unparks the thread, everybody else has been coalesced; that is one unpark for one park. Both
     * sides use read-modify-writes, for the reason told in PollTask.
     *
     * Possible state transitions of the word:
     *   RUNNING -> WOKEN     a wake while the thread runs, also inside its poll
     *   RUNNING -> PARKED    the thread is about to park
     *   PARKED  -> WOKEN     a wake, whose caller unparks the thread
     *   PARKED  -> RUNNING   the thread gives up: it was interrupted
     *   WOKEN   -> WOKEN     a wake that coalesces
     *   WOKEN   -> RUNNING   the thread is about to poll
     * It never ends as PARKED: later wakes do nothing (W4). An await of what is ready costs no
     * read-modify-write, and need not even be allocated.
     *
     * A race between park and wake (is safely handled). The thread has set PARKED, waker B sets WOKEN
     * before the thread is inside its park. The thread parks all the same and takes the permit that B
     * gives or will give; had it looked at the word first, the permit would be left over.
     *
     * A race between interrupt and wake (is safely handled). The thread comes out of its park because
     * it was interrupted. Waker B has set WOKEN and is about to unpark. If the thread returned now, B's
     * unpark would leave a permit that cuts the thread's next park short, whatever that is for. So a
     * thread that an interrupt may have got out of a claimed park waits, when it is done, until each
     * unpark that was claimed has been made, gives itself a permit, which coalesces with theirs, and
     * parks once more to take it. The flag is not touched for that: an interrupt that comes meanwhile
     * would be lost if it were set and cleared.
     *
     * Without an interrupt the thread does not wait for who has woken it: the JDK gives the permit
     * first and looks afterwards whether the thread is parked, so in a rare order a later park of the
     * thread returns early, which parks may. Waiting would have the thread spin on its carrier for as
     * long as a preempted waker does not run.
     */
    private static final int RUNNING = 0;
    private static final int PARKED = 1;
    private static final int WOKEN = 2;

    /** Null once done; confined to the thread, but for wakers, who bear a stale one. */
    private @Nullable CarriedThread carried;

    /** Null once done. Set by the thread before it parks, read by wakers who claimed the park. */
    private @Nullable Thread thread;

    /** Null once done; confined to the carrier. */
    private @Nullable Carrier carrier;

    /** Whether it is in the list of live ones; confined to the carrier. */
    private boolean live;

    /** Whether the carrier counts it; confined to the carrier. */
    private boolean counted;

    /** What was closed, if that ends this wait; confined to the carrier. */
    private @Nullable String closed;

    /** Parks that a waker has claimed; confined to the thread. */
    private int claims;

    /** Whether an interrupt may have ended a claimed park; confined to the thread. */
    private boolean cutShort;

    /** Unparks that followed, by wakers on the carrier; confined to the carrier. */
    private int ownDeliveries;

    /** Unparks that followed, by others; getAndAdd by wakers. */
    private volatile int deliveries;

    /** Written by read-modify-writes only. */
    private volatile int word;

    private InPlaceAwait(CarriedThread carried, Carrier carrier) {
        this.carried = carried;
        this.carrier = carrier;
        this.thread = Thread.currentThread();
    }

    /** Runs the future on the current thread, which is mounted on the carrier. */
    static <T extends @Nullable Object> T await(
            CarriedThread carried, Carrier carrier, PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        InPlaceAwait<T> await =
                carrier.diagnoses()
                        ? new Diagnosed<T>(carried, carrier)
                        : new InPlaceAwait<T>(carried, carrier);
        return await.await(future);
    }

    private T await(PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        try {
            return pollUntilReady(future);
        } catch (InterruptedException interrupted) {
            endInterrupted();
            throw interrupted;
        } finally {
            end();
        }
    }

    private T pollUntilReady(PollFuture<? extends T> future)
            throws InterruptedException, ExecutionException {
        boolean lastLook = false;
        while (true) {
            Poll<? extends T> poll = poll(future);
            if (poll instanceof Poll.Ready<? extends T> ready) {
                return ready.value();
            }
            try {
                becomeLive();
                lastLook = awaitWake(future, lastLook);
            } catch (Throwable ending) {
                cancel(future, ending);
                throw ending;
            }
        }
    }

    private Poll<? extends T> poll(PollFuture<? extends T> future) throws ExecutionException {
        Carrier home = home();
        home.count(Tally.POLLS);
        enterPoll(home, future);
        try {
            Poll<? extends T> poll = future.poll(this);
            if (poll == null) {
                throw new NullPointerException("poll of " + Label.of(future) + " returned null");
            }
            return poll;
        } catch (Throwable failure) {
            throw new ExecutionException(failure);
        } finally {
            exitPoll();
        }
    }

    private void enterPoll(Carrier home, Object future) {
        BackEnd.pin(); // first: where it fails there is no mark left
        carried().enter(home, future);
    }

    private void exitPoll() {
        BackEnd.unpin();
        carried().enter(null, null);
    }

    private void becomeLive() {
        if (!live && closed == null) {
            Carrier home = home();
            live = true;
            home.live().add(this);
            counted = true;
            home.countWait(1);
        }
    }

    /**
     * Waits until there is something to poll for.
     *
     * @param lastLook whether the thread was interrupted before the last poll
     * @return whether it is interrupted: the poll that follows is the last
     */
    @SuppressWarnings(
            "ThreadPriorityCheck") // a future that wakes itself lets others run first (E8)
    private boolean awaitWake(PollFuture<? extends T> future, boolean lastLook)
            throws InterruptedException {
        Thread current = Thread.currentThread();
        if (word == WOKEN && closed == null && !current.isInterrupted()) { // volatile read
            Thread.yield();
        }
        while (true) {
            if (closed != null) {
                throw new BridgeClosedException(
                        "The await was cancelled because " + closed + " was closed.");
            }
            if (current.isInterrupted()) {
                if (lastLook || word != WOKEN) { // volatile read
                    throw new InterruptedException(
                            "Interrupted while waiting for " + Label.of(future));
                }
                WORD.getAndSet(this, RUNNING); // volatile: acquires from the wake
                return true;
            }
            if (word == RUNNING // volatile read; saves a CAS that would fail
                    && WORD.compareAndSet(this, RUNNING, PARKED)) { // volatile: before the park
                park(future, current);
            } else {
                WORD.getAndSet(this, RUNNING); // volatile: acquires from the wake
                return false;
            }
        }
    }

    /** Parks until a wake or an interrupt; at least once, to take the permit of who claims it. */
    private void park(Object future, Thread current) {
        do {
            if (current.isInterrupted()) {
                if (WORD.compareAndSet(this, PARKED, RUNNING)) { // volatile
                    return;
                }
                break;
            }
            LockSupport.park(future);
        } while (word == PARKED); // volatile read
        claims++;
        cutShort |= current.isInterrupted();
    }

    private void cancel(PollFuture<? extends T> future, Throwable ending) {
        try {
            enterPoll(home(), future);
            try {
                future.cancel();
            } finally {
                exitPoll();
            }
        } catch (Throwable thrown) {
            if (thrown != ending) {
                ending.addSuppressed(thrown);
            }
        }
    }

    /** The interrupt is thrown, so the flag goes; not before the permit is taken back. */
    private void endInterrupted() {
        end();
        Thread.interrupted();
    }

    private void end() {
        Carrier home = carrier;
        if (home == null) {
            return;
        }
        if (word == PARKED) { // volatile read: the park threw
            WORD.getAndSet(this, WOKEN); // volatile: from here on no wake unparks
        }
        carrier = null;
        carried = null;
        if (live) {
            live = false;
            home.live().remove(this);
        }
        if (counted) {
            home.countWait(-1);
        }
        takeBackPermit();
        thread = null;
    }

    @SuppressWarnings("ThreadPriorityCheck") // whom it yields to is about to deliver
    private void takeBackPermit() {
        if (!cutShort) {
            return;
        }
        while (deliveries + ownDeliveries < claims) { // volatile read; a failed park claimed none
            Thread.yield();
        }
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park(this); // there is a permit, so it does not block
    }

    @Override
    public void wake() {
        wokenIn(carrier); // plain read
        if ((int) WORD.getAndSet(this, WOKEN) == PARKED) { // volatile: releases to the next poll
            Thread waiting = thread; // plain: written before the word became PARKED
            boolean own = isOnCarrier();
            try {
                if (waiting != null) {
                    LockSupport.unpark(waiting);
                }
            } finally {
                if (own) {
                    ownDeliveries++;
                } else {
                    DELIVERIES.getAndAdd(this, 1); // volatile: after the unpark
                }
            }
        }
    }

    /** Who is on the carrier counts without a read-modify-write: so does the thread look. */
    private boolean isOnCarrier() {
        Carrier home = carrier; // plain read: null once done, and then nobody looks
        try {
            return home != null && home.isCurrent();
        } catch (Throwable noStack) {
            return false; // the unpark is made all the same
        }
    }

    @Override
    void close(Carrier home) {
        live = false;
        home.live().remove(this);
        String description = "its executor";
        try {
            description = home.description();
        } catch (Throwable noMemory) {
            // the await ends all the same
        }
        closed = description;
        wake();
    }

    @Override
    String describe() {
        Thread waiting = thread;
        Object future = waiting == null ? null : LockSupport.getBlocker(waiting);
        return this + (future == null ? "" : " for " + Label.of(future)) + lastWaker();
    }

    @Override
    void run(Carrier onCarrier) {
        throw new AssertionError("a wait is in no queue, its thread is");
    }

    @Override
    void abandon() {
        throw new AssertionError("a wait is in no queue, its thread is");
    }

    @Override
    Carrier home() {
        Carrier home = carrier;
        if (home == null) {
            throw new IllegalStateException(
                    "The context of an await was used after it. A context is valid only during the"
                            + " poll that it was given to (F10).");
        }
        return home;
    }

    @SuppressWarnings("NullAway") // while the thread waits
    private CarriedThread carried() {
        return carried;
    }

    @Override
    public String toString() {
        Thread waiting = thread;
        return waiting == null ? "await (done)" : "await of " + waiting;
    }

    /** One that remembers who woke it. */
    private static final class Diagnosed<T extends @Nullable Object> extends InPlaceAwait<T> {
        private @Nullable String waker;

        Diagnosed(CarriedThread carried, Carrier carrier) {
            super(carried, carrier);
        }

        @Override
        void rememberWaker(String who) {
            waker = who;
        }

        @Override
        @Nullable String rememberedWaker() {
            return waker;
        }
    }

    private static final VarHandle WORD;
    private static final VarHandle DELIVERIES;

    static {
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?> ensureLoaded = LockSupport.class;
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(InPlaceAwait.class, "word", int.class);
            DELIVERIES = lookup.findVarHandle(InPlaceAwait.class, "deliveries", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
