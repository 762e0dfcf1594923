package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/** The binding of one channel to a detached reactor, in which any thread may wait. */
final class DetachedSource implements Bound {
    /*
     * Overview
     *
     * The reactor's carrier has a view of the channel of its own, which binds to the reactor as any
     * channel does. The threads that poll never touch that view, except to close it; each of their
     * waits is a task there. The I/O itself is theirs, so the carrier never touches a buffer.
     */
    private static final class Waiting {
        /** Guarded by the claim of the direction. */
        @Nullable DetachedWait wait;

        @Nullable TaskFuture<@Nullable Void> task;
    }

    private final ChannelBinding outer;
    private final ChannelBinding inner;
    private final DetachedReactor reactor;
    private final Waiting in = new Waiting();
    private final Waiting out = new Waiting();

    DetachedSource(ChannelBinding outer, DetachedReactor reactor) {
        this.outer = outer;
        this.inner = outer.innerView();
        this.reactor = reactor;
    }

    @Override
    public boolean check(ReactorSlot slot) {
        return true; // at home in every context
    }

    @Override
    public boolean await(Direction direction, int op, Waker waker) {
        Waiting waiting = of(direction);
        DetachedWait wait = waiting.wait;
        if (wait == null) {
            wait =
                    new DetachedWait(
                            reactor, inner, direction == outer.in ? inner.in : inner.out, op);
            wait.register(waker);
            waiting.task = reactor.start(wait);
            waiting.wait = wait;
        } else {
            wait.register(waker);
        }
        if (!wait.isReady()) {
            direction.ready = false;
            return false;
        }
        waiting.wait = null;
        waiting.task = null;
        direction.ready = true;
        return true;
    }

    @Override
    public void endWait(Direction direction) {
        Waiting waiting = of(direction);
        DetachedWait wait = waiting.wait;
        TaskFuture<@Nullable Void> task = waiting.task;
        waiting.wait = null;
        waiting.task = null;
        if (wait != null) {
            wait.forgetWaker();
        }
        if (task != null) {
            task.cancel(false);
        }
    }

    private Waiting of(Direction direction) {
        return direction == outer.in ? in : out;
    }

    @Override
    public void closeBegins() {
        inner.beginClose();
    }

    @Override
    public void channelClosed() {
        inner.channelClosed();
    }

    @Override
    public void discard() {} // the view was not bound, and no task was started

    @Override
    public String toString() {
        return reactor.toString();
    }
}
