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
 * <p>The rules are numbered: F1 to F10 stand in {@link io.github.trunnion.futures.PollFuture}, W1
 * to W5 in {@link io.github.trunnion.futures.Waker}, C1 to C8 in {@link
 * io.github.trunnion.futures.ReactorSlot}, H1 to H9 in {@link
 * io.github.trunnion.futures.ReactorHook}, E1 to E12 below. {@code docs/specification.md} has all
 * of them, with the intent of each; the words MUST, MUST NOT, SHOULD and MAY have the meaning of
 * RFC 2119.
 *
 * <h2>Glossary</h2>
 *
 * <dl>
 *   <dt>future
 *   <dd>a {@code PollFuture}: a computation that advances only when it is polled
 *   <dt>owner
 *   <dd>the one executor, or parent future, that polls a future
 *   <dt>done
 *   <dd>said of a future whose poll returned Ready or threw
 *   <dt>task
 *   <dd>a future that an executor owns, with its waker and its result
 *   <dt>carrier
 *   <dd>the one thread that polls the tasks of an execution context; it runs a loop and is a
 *       <i>loop thread</i>
 *   <dt>context
 *   <dd>an execution context: one carrier with its slot, its timers and its queue. A {@code
 *       Context} object is its face during one poll
 *   <dt>reactor
 *   <dd>what waits for events
 *   <dt>hook
 *   <dd>a {@code ReactorHook}, the reactor's face to the carrier
 *   <dt>slot
 *   <dd>the place in a context that holds at most one hook
 *   <dt>lease
 *   <dd>one user's claim on the hook in the slot
 *   <dt>registration
 *   <dd>one stay of a hook in a slot, from its first lease until it is replaced, fails or the
 *       context ends
 *   <dt>idle
 *   <dd>said of a hook without an open lease
 *   <dt>foreign
 *   <dd>said of a thread that is not the carrier in question
 *   <dt>inbox
 *   <dd>where foreign threads put work for a carrier
 *   <dt>report
 *   <dd>to hand a throwable that belongs to nobody's result to the executor's uncaught handler
 *       ({@code BridgeBuilder.uncaughtHandler}; by default it logs an error by slf4j), or, on a
 *       thread that no executor owns, to that thread's uncaught exception handler
 * </dl>
 *
 * <h2>Executors</h2>
 *
 * <ul>
 *   <li><b id="E1">E1</b> A task is polled by one thread at a time. Woken while it is being polled,
 *       it is polled once more.
 *   <li><b id="E2">E2</b> No wake is lost, and no wake needs a time-out to be noticed. There is no
 *       periodic safety net.
 *   <li><b id="E3">E3</b> In total there are at most as many unparks as parks, and none by the
 *       carrier itself. While a carrier runs a task, any number of foreign submits cause at most
 *       one unpark.
 *   <li><b id="E4">E4</b> A task that throws fails its own result and nothing else, whatever it
 *       throws. A waker that throws is isolated and reported, as is an action given to {@code
 *       execute}. After each task the carrier's interrupt flag is cleared and its context class
 *       loader restored; thread-locals stay as the task left them.
 *   <li><b id="E5">E5</b> What a scheduler of virtual threads sees of an executor is a private
 *       object. It never throws (but for an {@code OutOfMemoryError} before any change), never
 *       parks, also after close; late continuations run on fallback platform threads. An enqueue
 *       succeeds or changes nothing. Enqueueing a virtual thread that an executor has made, like
 *       handing any other work to a carrier, allocates nothing; only for one that such a thread has
 *       made itself a queue node is allocated, before any change. After close every task still
 *       ends, and every virtual thread that is made runnable still runs.
 *   <li><b id="E6">E6</b> {@code spawn}, {@code spawnHere} and {@code execute} throw {@code
 *       RejectedExecutionException} unless the executor is open. {@code close()} waits for all
 *       tasks; an interrupt of the waiting thread cancels them, the wait goes on, and the flag is
 *       set again. {@code close(Duration)} waits at most that long, cancels what is left and waits
 *       again, as long but at least one second; a carrier that does not come back even then is
 *       reported with its stack, and the call returns. Both are idempotent; on any loop thread they
 *       begin to close and return. No task is left in limbo: each is completed, failed or
 *       cancelled; what close cancels ends with {@code BridgeClosedException}, a {@code
 *       CancellationException}. A task whose spawn raced with close and that no carrier has polled
 *       is cancelled by the submitting thread. An action that {@code execute} accepted in a race
 *       with close runs, on a virtual thread if its carrier has ended. {@code shared()} is never
 *       closed. An executor with virtual threads of its own makes no more of them, waits for those
 *       that have started, whose awaits go on meanwhile and end when tasks are cancelled, and lets
 *       those that are left then run on without it.
 *   <li><b id="E7">E7</b> Blocking is refused on any loop thread, platform or virtual, that is
 *       inside a poll, a waker, a hook or any other part of its loop: {@code BlockOn.run}, await,
 *       and {@code get} or {@code join} of an incomplete {@code TaskFuture} or of its {@code
 *       CompletableFuture} view throw {@code BlockingNotAllowedException}, an {@code
 *       IllegalStateException} that names what runs and the remedy. Loop threads are the carriers
 *       of executors, a thread inside {@code BlockOn.run}, and the threads of detached reactors.
 *       The mark belongs to the thread that runs the loop, and is looked at before anything that
 *       holds for virtual threads. On any other thread blocking parks that thread. A complete
 *       future is answered everywhere. A future that is polled by hand, on a thread without a loop,
 *       is not guarded.
 *   <li><b id="E8">E8</b> The run queue is FIFO. The inbox is appended to it before each batch of
 *       at most 64 tasks. A task that wakes itself goes to the end.
 *   <li><b id="E9">E9</b> An executor works without any hook: its carriers then park plainly. The
 *       plain park is an implementation of {@code ReactorHook} and takes part in the parking
 *       protocol like every other.
 *   <li><b id="E10">E10</b> A foreign submit, a cancel or a close is served within 64 tasks or at
 *       the end of the current one, however often local tasks wake themselves. Served means: taken
 *       from the inbox. A spawned or woken task then runs in FIFO order, after what was queued
 *       before it. A cancelled task, a closed lease and a closed timer are dealt with as they are
 *       taken, before the queue; a cancelled task that stands in the run queue already is dealt
 *       with in its turn. The result of a cancelled task is cancelled at once in any case. The
 *       phase of the executor is looked at before each batch.
 *   <li><b id="E11">E11</b> {@code BlockOn.run} on the user's own thread: an interrupt while the
 *       future is pending cancels it and {@code InterruptedException} is thrown. If the future is
 *       done all the same, its result counts and the flag stays set. The failure of the future is
 *       thrown as it is, whatever it is. Tasks that were spawned in the call and are not done when
 *       its future is are cancelled with {@code BridgeClosedException}.
 *   <li><b id="E12">E12</b> A channel, or another object that is bound to a reactor, binds to an
 *       execution context at its first wait and is unbound when that context ends. Used in another
 *       context while its own lives, it throws {@code WrongContextException}, which names both. A
 *       channel in a detached reactor is at home in every context.
 * </ul>
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Actions before {@code wake()} happen-before the poll that it causes.
 *   <li>Actions in a poll happen-before the next poll of the same future.
 *   <li>Actions before {@code spawn} or {@code execute} happen-before the first poll or the run of
 *       the action.
 *   <li>Actions in the last poll of a task happen-before a successful {@code get}, {@code join} or
 *       await of its result, and before its dependents run.
 *   <li>Actions before {@code cancel} of a {@code TaskFuture} happen-before the future's {@code
 *       cancel()}, if that cancel was the first.
 *   <li>Actions before {@code Promise.complete} or {@code fail} happen-before the poll that
 *       delivers the outcome.
 *   <li>The registration of a hook happens-before its first park and before every unpark by the
 *       executor; actions before a foreign submit happen-before the return of the park that it
 *       ends.
 *   <li>The end of all tasks happens-before the return of {@code close()}.
 * </ul>
 *
 * <p>Unless said otherwise, a null argument is refused with a {@link
 * java.lang.NullPointerException} that names the parameter; the value of a future may be null (F8).
 */
@NullMarked
package io.github.trunnion.futures;

import org.jspecify.annotations.NullMarked;
