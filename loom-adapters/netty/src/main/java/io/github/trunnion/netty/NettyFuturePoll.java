package io.github.trunnion.netty;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorFailedException;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

import org.jspecify.annotations.Nullable;

/** A future of Netty as a poll-future: one listener, which wakes the latest waker. */
final class NettyFuturePoll<T extends @Nullable Object> extends Waiters.Waiter
        implements PollFuture<T>, GenericFutureListener<Future<? super T>> {
    /*
     * Overview
     *
     * The listener runs on the event loop of the future. The owner registers its waker, hangs the
     * listener on the future, once, and looks again: either that look finds the end, or the end
     * comes later and its listener finds the waker.
     *
     * Where the reactor of the context is the one that the future's channel lives in, a failure of
     * the reactor wakes this future too, and then it fails, for nobody would end it.
     */
    private final Future<T> future;
    private final AtomicWaker waker = new AtomicWaker();
    private boolean listens;
    private boolean done;
    private @Nullable NettyReactor reactor;

    NettyFuturePoll(Future<T> future) {
        this.future = future;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (done) {
            throw new IllegalStateException(this + " was polled after it was done (F3)");
        }
        if (!future.isDone()) {
            waker.register(cx.waker());
            listen(cx);
            if (!future.isDone()) {
                requireReactor();
                return Poll.pending();
            }
        }
        leave();
        Throwable cause = future.cause();
        if (cause != null) {
            throw NettyFuturePoll.<RuntimeException>sneaky(cause);
        }
        return Poll.ready(future.getNow());
    }

    private void listen(Context cx) {
        if (!listens) {
            listens = true;
            future.addListener(this);
            if (cx.reactor().held() instanceof NettyReactor held) {
                reactor = held;
                held.waiters().add(this);
            }
        }
    }

    private void requireReactor() {
        NettyReactor held = reactor;
        ReactorFailedException failed = held == null ? null : held.failureFor(this);
        if (held != null && failed != null && livesIn(held)) {
            future.removeListener(this);
            leave();
            throw failed;
        }
    }

    private boolean livesIn(NettyReactor failedReactor) {
        return future instanceof ChannelFuture of
                && of.channel().isRegistered()
                && of.channel().eventLoop() == failedReactor.eventLoop();
    }

    private void leave() {
        done = true;
        unlink();
    }

    @Override
    public void operationComplete(Future<? super T> ended) {
        waker.wake();
    }

    @Override
    void wake() {
        waker.wake();
    }

    @Override
    public void cancel() {
        leave();
        waker.take();
        if (listens) {
            future.removeListener(this);
        }
        future.cancel(true);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Override
    public String toString() {
        return "await of " + future;
    }
}
