package io.github.trunnion.bridge;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/** One wait for readiness: a task of a detached reactor, whose end wakes the operation. */
final class DetachedWait implements PollFuture<@Nullable Void> {
    /*
     * Overview
     *
     * Two threads meet here. The detached carrier polls or cancels this task, and settles it once:
     * outcome first, then the wake. The thread that polls the operation registers its waker, then
     * reads the outcome. So either it reads the outcome or its waker is woken.
     *
     * A wait that the operation gave up may still be on its way when the next one is polled; the
     * next one takes over the direction, and the old one ends without touching it.
     */
    private static final Object READY = new Object();

    private final DetachedReactor reactor;
    private final ChannelBinding inner;
    private final Direction direction;
    private final int op;

    private final AtomicWaker operation = new AtomicWaker();

    /** Null, READY or a Throwable; volatile, written before the wake. */
    private volatile @Nullable Object outcome;

    /** Confined to the detached carrier. */
    private boolean started;

    DetachedWait(DetachedReactor reactor, ChannelBinding inner, Direction direction, int op) {
        this.reactor = reactor;
        this.inner = inner;
        this.direction = direction;
        this.op = op;
    }

    // by the operation

    void register(Waker waker) {
        operation.register(waker);
    }

    void forgetWaker() {
        operation.take();
    }

    /** Whether the direction is ready; throws if the wait failed. */
    boolean isReady() {
        Object settled = outcome; // volatile read, after register
        if (settled == null || settled == READY) {
            return settled == READY;
        }
        throw DetachedWait.<RuntimeException>sneaky((Throwable) settled);
    }

    /** Throws whatever it is, as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    // by the detached carrier

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
        try {
            if (!started) {
                started = true;
                direction.seize(this);
                direction.ready = false; // the operation has found it so
            }
            if (direction.isHeldBy(this)) {
                if (!direction.ready) {
                    inner.enter(cx, direction, this);
                    inner.await(cx, direction, op, this);
                    return Poll.pending();
                }
                inner.leave(direction, this);
            }
            settle(READY);
        } catch (Throwable failure) {
            inner.leave(direction, this);
            settle(failure);
        }
        return Poll.ready(null);
    }

    @Override
    public void cancel() {
        if (started) {
            inner.leave(direction, this);
        }
        settle(reactor.closed(null)); // unless the operation has cancelled it, which reads nothing
    }

    private void settle(Object result) {
        outcome = result; // volatile write
        operation.wake();
    }

    @Override
    public String toString() {
        return "readiness of " + inner;
    }
}
