package io.github.trunnion.futures;

/**
 * Asks the owner of a future to poll it again.
 *
 * <p>Contract for implementations and what callers may rely on:
 *
 * <ul>
 *   <li>W1: {@link #wake} may be called from any thread, also from inside a poll, a virtual thread
 *       (pinned or not), a reactor, or native code. It does not throw, park, or wait for a lock
 *       that somebody can hold across a park, a poll or user code.
 *   <li>W2: it is idempotent; all wakes before the next poll together cause one poll.
 *   <li>W3: a wake at any time after the poll was entered, also from inside that poll, leads to one
 *       more poll.
 *   <li>W4: after the future is done or cancelled, or its executor closed, it does nothing; a waker
 *       that somebody keeps then holds neither result nor executor in memory.
 * </ul>
 *
 * <p>Actions before {@code wake()} happen-before the poll that it causes.
 */
@FunctionalInterface
public interface Waker {

    /** Causes one more poll of the future that this waker was made for. */
    void wake();

    /**
     * Whether waking this waker does the same as waking the other (W5).
     *
     * <p>A cheap identity check that lets a future skip storing a waker again. It may say false for
     * equivalent wakers, never true for different ones.
     *
     * @param other the waker of the current poll
     * @return true only if both cause a poll of the same future by the same owner
     */
    default boolean willWake(Waker other) {
        return this == other;
    }
}
