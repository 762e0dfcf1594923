package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The place in an execution context that holds at most one reactor hook (C2).
 *
 * <p>A future that needs a reactor acquires it in the first poll that needs it, keeps the lease as
 * long as its channel (or whatever uses the reactor) lives, and closes it then. The executor parks
 * in the held hook while at least one lease is open. When the last lease is closed the hook is idle
 * (C6): its own kind revives it, another kind replaces it at once, and it is closed at the latest
 * with its context.
 *
 * <p>A slot is used only on the carrier, during a poll, a cancel or a park (C7); elsewhere its
 * methods throw {@link IllegalStateException}. Two executors, or two carriers of one, have
 * different slots (C8).
 *
 * <p>The rules of contexts and slots, word for word those of {@code docs/specification.md}:
 *
 * <ul>
 *   <li><b id="C1">C1</b> A context gives the future a waker, the slot and the timers of its
 *       execution context: {@code cx.waker()}, {@code cx.reactor()}, {@code cx.timers()}.
 *   <li><b id="C2">C2</b> The slot holds at most one hook. {@code acquire(kind, factory)} leases
 *       the held hook if it is an instance of {@code kind}, else makes one through the factory,
 *       which is told its host: the carrier's thread, its clock, and whether a park may block.
 *       {@code acquire(hook)} leases exactly that hook ({@code isSame}) or registers it. If the
 *       factory itself filled the slot with a hook of that kind, that one is leased and the made
 *       one is closed. A user (a channel, not a poll) acquires one lease and keeps it; {@code
 *       lease.isCurrent(slot)} is one read and one comparison.
 *   <li><b id="C3">C3</b> Contexts derived by {@code withWaker} share slot and timers: a hook
 *       registered any number of levels deep is the carrier's.
 *   <li><b id="C4">C4</b> Acquiring another kind, or another hook where that very one is demanded,
 *       while the held hook has an open lease, throws {@code ReactorConflictException}. Its message
 *       names the held reactor, the wanted one and the number of open leases; with diagnostics on
 *       ({@code BridgeBuilder.diagnostics}, {@code -Dtrunnion.diagnostics=true}) its cause shows
 *       where the held one was first acquired. The held hook is unaffected.
 *   <li><b id="C5">C5</b> A context made by {@code Context.of(waker)} has no slot: acquire throws
 *       {@code ReactorUnsupportedException}. So does acquire of a hook that cannot park on the
 *       context's thread ({@code canParkOn}); a hook that a factory made is closed then. The
 *       message names the remedy. The future MAY then use a reactor with a thread of its own; the
 *       channels of this library wait in the shared one of {@code SelectorReactor.Detached}.
 *   <li><b id="C6">C6</b> When its last lease is closed a hook is idle: the carrier does not park
 *       in it. An acquire of its own kind revives it. An acquire of another kind replaces it at
 *       once; it is then closed, after its park if the carrier is inside it. It is closed at the
 *       latest when its context ends.
 *   <li><b id="C7">C7</b> A slot is read and written only on its carrier, during a poll, a cancel
 *       or a park; elsewhere this library's slot throws {@code IllegalStateException}. {@code
 *       lease.close()} may be called on any thread and is idempotent; on a foreign thread it
 *       becomes work for the carrier. It counts only for the registration that issued the lease. A
 *       closed lease is not current, and its {@code hook()} throws {@code IllegalStateException}.
 *   <li><b id="C8">C8</b> Two executors, two carriers of one executor, and two calls of {@code
 *       BlockOn.run} are different contexts: different hooks there are no conflict.
 * </ul>
 *
 * <p>Source of the idea: "Context reactor hook" by Justin Karneges.
 */
public interface ReactorSlot {

    /**
     * The hook that is held now, idle or not.
     *
     * @return the hook, or null if the slot is empty
     */
    @Nullable ReactorHook held();

    /**
     * Leases the held hook if it is of the given kind, else creates one and registers it.
     *
     * @param kind the class of hook that is wanted
     * @param create makes the hook when none of the kind is held; it is told the host
     * @param <R> the type of hook
     * @return one lease, to be closed by its user
     * @throws ReactorConflictException if another kind of hook is held and leased (C4)
     * @throws ReactorUnsupportedException if this context takes no hook, or the hook cannot park on
     *     the context's thread (C5)
     * @throws IOException if the factory fails with it
     * @throws IllegalStateException if called from another thread than the carrier
     */
    <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) throws IOException;

    /**
     * Leases exactly this hook, registering it if the slot is free.
     *
     * @param hook the hook; {@link ReactorHook#isSame} decides whether the held one is it
     * @param <R> the type of hook
     * @return one lease, to be closed by its user
     * @throws ReactorConflictException if another hook is held and leased (C4)
     * @throws ReactorUnsupportedException if this context takes no hook, or the hook cannot park on
     *     the context's thread (C5)
     * @throws IllegalStateException if called from another thread than the carrier
     */
    <R extends ReactorHook> ReactorLease<R> acquire(R hook);

    /**
     * A slot that takes no hook.
     *
     * @return the slot of contexts made by {@link Context#of(Waker)}
     */
    static ReactorSlot unsupported() {
        return NoReactorSlot.INSTANCE;
    }
}
