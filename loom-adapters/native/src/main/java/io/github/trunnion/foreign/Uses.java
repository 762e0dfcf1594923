package io.github.trunnion.foreign;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts who uses a native object, so that it is released by the last one, and once. */
final class Uses {
    /*
     * Overview
     *
     * The count begins with one, for the owner.
     *   n     -> n + 1  enter, CAS from a value that is not 0
     *   n + 1 -> n      leave, getAndAdd; who brings it to 0 releases
     * Nobody leaves 0. All are read-modify-writes on one variable: what a user did before it left is
     * seen by the one that releases.
     *
     * A potential race (is safely handled). Thread A is about to call a function of the object: it has
     * entered. The owner leaves: the object is not released, because A has not left. A leaves as the
     * last one, and releases. Thread B comes later, finds 0, and does nothing. There is no lock: the
     * owner waits for nobody.
     */
    private static final VarHandle COUNT;

    private volatile int count = 1; // written by read-modify-write only

    /** Counts the caller in; false if the object is, or is about to be, released. */
    boolean enter() {
        int seen = count; // volatile read: a hint for the CAS
        while (seen != 0) {
            int witness = (int) COUNT.compareAndExchange(this, seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Counts the caller out; true if it was the last one, and has to release. */
    boolean leave() {
        return (int) COUNT.getAndAdd(this, -1) == 1;
    }

    boolean isOver() {
        return count == 0; // volatile read
    }

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Uses.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
