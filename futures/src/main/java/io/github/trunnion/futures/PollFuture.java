package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/**
 * A computation that makes progress only when it is polled.
 *
 * <p>A future is polled by one <i>owner</i> at a time: an executor, or the parent future that holds
 * it. The owner polls once to start it, and again whenever the waker of the last poll was woken. A
 * lambda can be a future.
 *
 * <p>The rules, word for word those of {@code docs/specification.md}:
 *
 * <ul>
 *   <li><b id="F1">F1</b> {@code poll(cx)} MUST NOT block. It returns {@code Poll.ready(value)} or
 *       {@code Poll.pending()}, or it throws. Returning null is a failure with a {@code
 *       NullPointerException}.
 *   <li><b id="F2">F2</b> After Pending the future MUST arrange that the waker of its <i>latest</i>
 *       poll is woken when progress is possible. It MAY forget the wakers of earlier polls.
 *   <li><b id="F3">F3</b> A throw, checked or unchecked, exception or error, is the future's
 *       failure. After Ready or a throw the future is done and MUST NOT be polled again; what a
 *       further poll does is unspecified. Futures of this library throw {@code
 *       IllegalStateException} then, and {@code PollFutures.fuse} makes any other future do so.
 *   <li><b id="F4">F4</b> The owner MUST poll a future from one thread at a time, and each poll
 *       MUST happen-before the next.
 *   <li><b id="F5">F5</b> A future MUST tolerate polls that nobody asked for.
 *   <li><b id="F6">F6</b> A future MUST NOT start anything before its first poll.
 *   <li><b id="F7">F7</b> The owner calls {@code cancel()} at most once, never beside a poll, only
 *       if the future is not done, also if it was never polled, and does not poll afterwards.
 *       {@code cancel()} MUST release what the future holds and cancel its live children, and MUST
 *       NOT block or throw; what it throws all the same is reported. A ready value that loses
 *       against a cancel is handed to {@code onDiscard} of the future that returned it, at most
 *       once, on any thread; {@code onDiscard} MUST NOT block or throw. A parent whose value is
 *       that of a child, or holds it, MUST hand it on to {@code onDiscard} of the child. A failure
 *       that loses against a cancel is dropped.
 *   <li><b id="F8">F8</b> {@code null} is a legal value.
 *   <li><b id="F9">F9</b> After its first poll a future stays with its owner. All wakers that one
 *       owner hands to one future are equivalent until the future is done.
 *   <li><b id="F10">F10</b> A parent that polls children MUST pass {@code cx} itself or a context
 *       made by {@code cx.withWaker(w)}. A context, its slot and its timers are valid only during
 *       the poll that they were given to, on that thread. In this library the slot and the timers
 *       of a carrier refuse other threads with {@code IllegalStateException}, and so does the
 *       context of a task that is done; other uses outside a poll are not noticed.
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
