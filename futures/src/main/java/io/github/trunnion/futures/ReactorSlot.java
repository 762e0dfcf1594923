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
