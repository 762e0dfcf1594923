package io.github.trunnion.loom;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Guards a few assignments, of carriers and virtual threads both; not to be entered twice. */
final class SpinLock {
    /*
     * Overview
     *
     * A lock with a queue would stop a carrier. Thread X holds it for a moment, V, a virtual thread
     * of the carrier, queues for it, and then the carrier itself, which runs a poll, queues behind V.
     * X hands it to V; V can go on only when the carrier runs it, and the carrier waits for V. Here
     * nobody is handed anything: whoever looks first when it is free has it, and V, which is not
     * mounted, does not look. Nothing parks while it holds this, so who waits does not wait for long.
     *
     * Possible transitions of held:
     *   false -> true   lock
     *   true  -> false  unlock
     */
    private volatile boolean held;

    @SuppressWarnings("ThreadPriorityCheck") // whom it yields to is about to unlock
    void lock() {
        while (!HELD.compareAndSet(this, false, true)) { // volatile: acquires from who unlocked
            Thread.yield();
        }
    }

    void unlock() {
        held = false; // volatile: releases
    }

    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
