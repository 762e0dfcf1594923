package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A lock-free stack of the sources that other threads have closed; the carrier takes all. */
final class ClosedSources {
    @SuppressWarnings("unused") // through TOP
    private volatile @Nullable Source top;

    /** From any thread; each source at most once. */
    void push(Source source) {
        Source seen;
        do {
            seen = top; // volatile read
            source.nextClosed = seen; // plain: published by the compareAndSet
        } while (!TOP.compareAndSet(this, seen, source)); // volatile
    }

    /** All of them, linked by nextClosed. */
    @Nullable Source takeAll() {
        // a source pushed after the read finds the selector still to be woken by its pusher
        return top == null ? null : (Source) TOP.getAndSet(this, null); // volatile
    }

    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(ClosedSources.class, "top", Source.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
