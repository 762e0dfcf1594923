/**
 * The contract of poll-based futures: what a future, a waker, a context, a reactor hook and an
 * executor owe each other.
 *
 * <p>A {@link io.github.trunnion.futures.PollFuture} makes progress only when its owner polls it.
 * When it cannot finish it keeps the {@link io.github.trunnion.futures.Waker} of the poll's {@link
 * io.github.trunnion.futures.Context} and asks, by waking it, to be polled again. The context works
 * in both directions: through its {@link io.github.trunnion.futures.ReactorSlot} a future hands the
 * executor a {@link io.github.trunnion.futures.ReactorHook}, one function that blocks and may fire
 * wakers, and one that ends that block. The executor parks in the hook when it has nothing to do.
 *
 * <p>The rules are numbered (F1 to F10, W1 to W5, C1 to C8, H1 to H9, E1 to E12); {@code
 * docs/specification.md} has all of them with their intent.
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Actions before {@link io.github.trunnion.futures.Waker#wake} <i>happen-before</i> the poll
 *       that it causes.
 *   <li>Actions in a poll <i>happen-before</i> the next poll of the same future.
 *   <li>Completion of a future <i>happens-before</i> a successful wait for its result.
 *   <li>Registration of a hook <i>happens-before</i> its first park and before every unpark by the
 *       executor.
 * </ul>
 *
 * <p>Unless said otherwise, a null argument is refused with a {@link
 * java.lang.NullPointerException} that names the parameter; the value of a future may be null (F8).
 */
@NullMarked
package io.github.trunnion.futures;

import org.jspecify.annotations.NullMarked;
