package io.github.trunnion.foreign;

import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** What uniffi's continuation is told to reach one future. */
final class UniffiTarget extends HandleTable.Entry {
    /*
     * Overview
     *
     * The step of a future:
     *   IDLE  -> DUE    beginPoll, by the owner, who makes the native poll
     *   DUE   -> IDLE   the continuation says WAKE, any thread; it wakes
     *   DUE   -> READY  the continuation says READY, any thread; it wakes
     *
     * A potential race (is safely handled). The owner polls while the continuation is due, and the
     * continuation comes: the owner writes its waker and then reads the step, the continuation changes
     * the step and then reads the waker. One of the two sees the other. If both do there is one poll
     * too many.
     */
    private static final HandleTable<UniffiTarget> TARGETS = new HandleTable<>(8);
    private static final byte READY = 0;

    private enum Step {
        IDLE,
        DUE,
        READY
    }

    private static final VarHandle STEP;

    private volatile Step step = Step.IDLE;
    private volatile @Nullable Waker waker;

    private UniffiTarget(long id, MemorySegment memory) {
        super(id, memory);
    }

    static UniffiTarget make() {
        return TARGETS.add(UniffiTarget::new);
    }

    /** Its id is stale from now on; once. */
    void end() {
        waker = null; // volatile write
        TARGETS.remove(this);
    }

    /** Notes who polls; true if that one has to make a native poll. */
    boolean beginPoll(Waker latest) {
        waker = latest; // volatile write, before the step is looked at
        return STEP.compareAndSet(this, Step.IDLE, Step.DUE);
    }

    boolean isReady() {
        return step == Step.READY; // volatile read
    }

    private void continued(boolean ready) {
        STEP.getAndSet(this, ready ? Step.READY : Step.IDLE); // before the waker is read
        Waker latest = waker; // volatile read
        if (latest != null) {
            Wakers.fire(latest);
        }
    }

    /** The upcall: any thread. Never throws. */
    static void continuation(long data, byte code) {
        try {
            UniffiTarget target = TARGETS.find(data);
            if (target != null) {
                target.continued(code == READY);
            }
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
        }
    }

    /** Targets that have not ended. */
    static long live() {
        return TARGETS.live();
    }

    /** The one stub of all continuations. */
    static final MemorySegment CONTINUATION =
            Upcalls.stub(
                    MethodHandles.lookup(),
                    "continuation",
                    MethodType.methodType(void.class, long.class, byte.class),
                    UniffiFutures.continuationType());

    static {
        try {
            STEP = MethodHandles.lookup().findVarHandle(UniffiTarget.class, "step", Step.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
