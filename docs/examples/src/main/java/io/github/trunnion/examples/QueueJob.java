package io.github.trunnion.examples;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * A future of what a helper thread computes; it waits in a {@link QueueReactor}.
 *
 * <p>Its first poll leases the reactor of the context, which makes one if there is none, and hands
 * the work to the helper. The lease is given back when the future is done or cancelled.
 *
 * @param <T> the type of the value
 */
final class QueueJob<T> implements PollFuture<T> {
    private final Executor helper;
    private final Callable<T> work;

    // Written by the helper; the reactor's queue hands them to the carrier.
    private @Nullable Poll<T> result;
    private @Nullable Exception failure;

    // Confined to the carrier.
    private @Nullable ReactorLease<QueueReactor> lease;
    private @Nullable QueueReactor reactor;
    private Waker waker = Wakers.noop();
    private boolean arrived;
    private boolean done;

    QueueJob(Executor helper, Callable<T> work) {
        this.helper = helper;
        this.work = work;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (done) {
            throw new IllegalStateException("polled after it was done (F3)");
        }
        waker = cx.waker(); // the latest one counts (F2)
        try {
            Poll<T> poll = advance(cx);
            if (poll.isReady()) {
                end();
            }
            return poll;
        } catch (Throwable thrown) {
            end();
            throw thrown;
        }
    }

    private Poll<T> advance(Context cx) throws Exception {
        if (lease == null) {
            start(cx);
        } else if (!arrived) {
            lease.hook(); // throws if the reactor has failed
        } else if (result != null) {
            return result;
        } else if (failure != null) {
            throw failure;
        }
        return Poll.pending();
    }

    private void start(Context cx) throws Exception {
        lease = cx.reactor().acquire(QueueReactor.class, QueueReactor::new);
        QueueReactor leased = lease.hook();
        reactor = leased;
        leased.add(this);
        helper.execute(() -> work(leased));
    }

    private void work(QueueReactor tell) {
        try {
            result = Poll.ready(work.call());
        } catch (Throwable thrown) {
            failure = thrown instanceof Exception e ? e : new ExecutionException(thrown);
        }
        tell.finished(this);
    }

    /** The reactor has taken it out of its queue. */
    void arrived() {
        arrived = true;
        wake();
    }

    void wake() {
        Wakers.fire(waker);
    }

    /** What the helper has begun goes on, and nobody takes its result. */
    @Override
    public void cancel() {
        end();
    }

    private void end() {
        done = true;
        waker = Wakers.noop();
        if (reactor != null) {
            reactor.remove(this);
        }
        if (lease != null) {
            lease.close();
        }
    }
}
