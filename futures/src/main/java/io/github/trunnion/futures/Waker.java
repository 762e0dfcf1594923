package io.github.trunnion.futures;

/**
 * Asks the owner of a future to poll it again.
 *
 * <p>The rules, word for word those of {@code docs/specification.md}:
 *
 * <ul>
 *   <li><b id="W1">W1</b> {@code wake()} may be called on any thread: platform, virtual, pinned
 *       virtual, native, a thread of the JDK's poller. It MUST NOT throw, park, or wait for a lock
 *       that can be held across a park, a poll or user code.
 *   <li><b id="W2">W2</b> {@code wake()} is idempotent. Wakes before the next poll coalesce into
 *       one poll.
 *   <li><b id="W3">W3</b> A wake at any time after a poll was entered, also from inside it and on
 *       the same thread, leads to one more poll. An executor MUST claim a wake by a
 *       read-modify-write and MUST NOT read first and stay away.
 *   <li><b id="W4">W4</b> A wake after the future is done or cancelled, or its executor closed,
 *       does nothing. A waker that somebody keeps then holds neither result nor executor in memory.
 *   <li><b id="W5">W5</b> {@code willWake(other)} is a cheap comparison of identity. It MAY say
 *       false for equivalent wakers and MUST NOT say true for others.
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
