/**
 * Turns completable, blocking and poll-based futures into each other.
 *
 * <ul>
 *   <li>{@link io.github.trunnion.loom.Await}: any future becomes a blocking call.
 *   <li>{@link io.github.trunnion.loom.Blocking}: blocking code becomes a {@link
 *       io.github.trunnion.bridge.TaskFuture}.
 *   <li>{@link io.github.trunnion.loom.Stages}: a {@link java.util.concurrent.CompletionStage}
 *       becomes a {@link io.github.trunnion.futures.PollFuture}. The other way is {@link
 *       io.github.trunnion.bridge.BridgeExecutor#spawn}.
 *   <li>{@link io.github.trunnion.loom.ContextCarrier}: the context of a thread, such as its MDC,
 *       goes with the work to another thread; {@link io.github.trunnion.loom.ContextSource} adds to
 *       it.
 *   <li>{@link io.github.trunnion.loom.Facades}: a whole interface becomes blocking, or
 *       asynchronous.
 *   <li>{@link io.github.trunnion.loom.Flows}: a {@link java.util.concurrent.Flow.Publisher}
 *       becomes a {@link java.util.stream.Stream} or a poll-future, and blocking code becomes a
 *       publisher.
 * </ul>
 *
 * <p>Cancellation crosses each of them: who gives up waiting cancels what was waited for.
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Completion of a source <i>happens-before</i> a successful await of it.
 *   <li>Actions before {@code Blocking.supply} <i>happen-before</i> the body, and the body
 *       <i>happens-before</i> a successful wait for its result and the completion of {@code
 *       terminated()}.
 *   <li>Completion of a stage <i>happens-before</i> the poll that returns its value.
 *   <li>A {@link io.github.trunnion.loom.ContextSnapshot} is safe however it reaches another
 *       thread; what was captured is as safe as the objects that the sources hand out.
 *   <li>A signal of a publisher <i>happens-before</i> the pull of a {@code Flows.stream}, or the
 *       poll of {@code Flows.first} or {@code single}, that returns it; an {@code emit}
 *       <i>happens-before</i> the next one, with the signal of the subscriber in between.
 * </ul>
 *
 * <p>Unless said otherwise, a null argument is refused with a {@link
 * java.lang.NullPointerException} that names the parameter; the value of a future may be null.
 */
@NullMarked
package io.github.trunnion.loom;

import org.jspecify.annotations.NullMarked;
