package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/**
 * A computation that makes progress only when it is polled.
 *
 * <p>A future is polled by one <i>owner</i> at a time: an executor, or the parent future that holds
 * it. The owner polls once to start it, and again whenever the waker of the last poll was woken. A
 * lambda can be a future.
 *
 * <p>What an implementation owes its owner:
 *
 * <ul>
 *   <li>F1: {@link #poll} does not block.
 *   <li>F2: after {@link Poll#pending()} it wakes the waker of its <i>latest</i> poll as soon as
 *       progress is possible; it may forget earlier wakers.
 *   <li>F3: a throw is its failure. After a ready poll or a throw it is <i>done</i>.
 *   <li>F5: it bears polls that nobody asked for.
 *   <li>F6: it starts nothing before its first poll.
 * </ul>
 *
 * <p>What the owner owes the future:
 *
 * <ul>
 *   <li>F3: it does not poll a done future; futures of this library throw {@link
 *       IllegalStateException} then, others may do anything.
 *   <li>F4: it polls from one thread at a time, and each poll happens-before the next.
 *   <li>F9: after its first poll the future stays with its owner.
 * </ul>
 *
 * <p>The idea is Rust's {@code Future}; see "Rust async execution" by Justin Karneges.
 *
 * <pre>{@code
 * PollFuture<Integer> answer = cx -> Poll.ready(42);
 * }</pre>
 *
 * @param <T> the type of the value; null is a legal value (F8)
 */
@FunctionalInterface
public interface PollFuture<T extends @Nullable Object> {

    /**
     * Advances this future as far as it goes without blocking.
     *
     * @param cx the context of this poll; valid only during the call and on this thread (F10)
     * @return {@link Poll#ready} with the value, or {@link Poll#pending()} after arranging a wake
     * @throws Exception the failure of this future; an unchecked exception or error counts alike
     */
    Poll<T> poll(Context cx) throws Exception;

    /**
     * Releases what this future holds and cancels its live children (F7).
     *
     * <p>The owner calls it at most once, never beside {@link #poll}, only while the future is not
     * done, also if it was never polled, and does not poll afterwards. It must neither block nor
     * throw.
     */
    default void cancel() {}

    /**
     * Takes a ready value that nobody will receive because a cancel came first (F7).
     *
     * <p>The owner calls it at most once, in place of delivering the value, on any thread. A future
     * whose value holds a resource releases it here. It must neither block nor throw. {@link
     * PollFutures#onDiscard} adds an action to an existing future.
     *
     * @param value the value that {@link #poll} returned
     */
    default void onDiscard(T value) {}
}
