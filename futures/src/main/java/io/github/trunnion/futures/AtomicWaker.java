package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A cell for the waker of one future, between the thread that polls it and the threads that wake
 * it.
 *
 * <p>{@link #register} is called by the polling thread only; {@link #wake} and {@link #take} by any
 * thread. The polling thread registers first and checks its condition again after that; the waking
 * thread makes the condition true first and wakes after that:
 *
 * <pre>{@code
 * public Poll<String> poll(Context cx) {
 *     if (done) {
 *         return Poll.ready("done");
 *     }
 *     waker.register(cx.waker());
 *     return done ? Poll.ready("done") : Poll.pending(); // register, THEN check again
 * }
 *
 * void finish() { // any thread
 *     done = true; // a volatile field
 *     waker.wake();
 * }
 * }</pre>
 *
 * <p>Actions before {@code wake()} happen-before the return of a {@code register} that comes after
 * it, and before the poll that a {@code wake()} coming after the {@code register} causes.
 */
public final class AtomicWaker {

    /*
     * Overview.
     *
     * One reference: null, or the waker to wake. Registering and waking are read-modify-writes on
     * it, so they are totally ordered, and each sees what the one before it wrote.
     *
     * A potential race (is safely handled). Thread A polls, thread B makes the condition true.
     *   1. A finds the condition false.
     *   2. B makes it true and wakes: the cell is still empty, B wakes nobody.
     *   3. A registers. Its read-modify-write comes after B's, so A now sees all that B did.
     *   4. A checks again and finds the condition true.
     * If 3 comes before B's read-modify-write instead, B finds A's waker and wakes it. There is no
     * third order. Without the second check, A would return Pending in the order above and sleep.
     *
     * A waker that is replaced. A registers a second waker while B takes the first one out and wakes
     * it. B's read-modify-write came before A's, so A's second check sees the condition: that B woke
     * the older waker costs at most one poll too many.
     *
     * The shortcut. If the cell already holds an equivalent waker, register only reads. Suppose that
     * B takes that waker out after A's read: B then wakes it, and the wake comes after A's poll was
     * entered, so it causes one more poll (W3). Suppose that B took it out before: A reads null, or
     * what it registered since, and takes the long way. wake() has no shortcut: a read that finds
     * null proves nothing about a register that is under way.
     *
     * Differences to the AtomicWaker of futures-rs: memory is managed here, so the states REGISTERING
     * and WAKING, which keep a waker from being freed while somebody uses it, have no counterpart.
     */

    private static final VarHandle WAKER;

    private volatile @Nullable Waker waker; // written by read-modify-write only

    /** Makes an empty cell. */
    public AtomicWaker() {}

    /**
     * Stores the waker of the current poll in place of an earlier one.
     *
     * <p>The caller checks its condition again afterwards, before it returns Pending.
     *
     * @param waker the waker
     */
    public void register(Waker waker) {
        requireNonNull(waker, "waker");
        Waker stored = this.waker; // volatile read: the shortcut of the overview
        if (stored != null && stored.willWake(waker)) {
            return;
        }
        WAKER.getAndSet(this, waker); // full order with the getAndSet of take
    }

    /**
     * Wakes the registered waker, if there is one, and forgets it.
     *
     * <p>Never throws: a waker that does is isolated by {@link Wakers#fire}.
     */
    public void wake() {
        Waker taken = take();
        if (taken != null) {
            Wakers.fire(taken);
        }
    }

    /**
     * Takes the registered waker out without waking it.
     *
     * @return the waker, or null if none was registered since the last wake or take
     */
    public @Nullable Waker take() {
        return (Waker) WAKER.getAndSet(this, null); // full order with the getAndSet of register
    }

    @Override
    public String toString() {
        Waker stored = waker;
        return "AtomicWaker[" + (stored == null ? "empty" : "registered") + "]";
    }

    static {
        try {
            WAKER = MethodHandles.lookup().findVarHandle(AtomicWaker.class, "waker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
