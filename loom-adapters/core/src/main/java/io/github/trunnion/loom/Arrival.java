package io.github.trunnion.loom;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BiConsumer;

/** The one callback that a stage gets from a poll-future: keeps the end, wakes the latest waker. */
final class Arrival<T extends @Nullable Object>
        implements BiConsumer<@Nullable T, @Nullable Throwable> {
    /*
     * Overview
     *
     * The source's thread A stores the end and then wakes; the owner B registers its waker and then
     * looks at the end again. Either B's look sees the end, or B's registration came first and A
     * finds the waker. After a cancel the callback may stay in the source for as long as that lives,
     * so it lets go of the waker and of any end that came or comes.
     *
     * Possible transitions of the end:
     *   none    -> Settled    the source called back
     *   none    -> ABANDONED  cancelled first
     *   Settled -> ABANDONED  cancelled before the next poll
     */
    private static final Object ABANDONED = new Object();

    private final AtomicWaker waker = new AtomicWaker();
    private volatile @Nullable Object end; // by CAS and getAndSet

    Arrival() {}

    @Override
    public void accept(@Nullable T value, @Nullable Throwable failure) {
        // volatile: publishes the end to the poll
        if (END.compareAndSet(this, null, Settled.of(value, failure))) {
            waker.wake();
        }
    }

    /** The end, or null after the waker was registered. */
    @Nullable Settled<T> takeOrRegister(Waker latest) {
        Settled<T> seen = arrived();
        if (seen == null) {
            waker.register(latest);
            seen = arrived();
        }
        return seen;
    }

    @SuppressWarnings("unchecked") // only accept puts one there
    private @Nullable Settled<T> arrived() {
        return end instanceof Settled<?> settled ? (Settled<T>) settled : null; // volatile read
    }

    /** Nobody polls any more. */
    void abandon() {
        END.getAndSet(this, ABANDONED); // volatile
        waker.take();
    }

    private static final VarHandle END;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Arrival.class, "end", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
