package io.github.trunnion.netty;

import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;

/** A virtual thread for each message of a connection, one after the other. */
final class RequestThreads<I> extends ConnectionBase<I> {
    /*
     * Overview
     *
     * Everything but the body is confined to the event loop. The thread of a request ends with a
     * task for the event loop, which comes behind the writes that the body has queued there, so
     * answers go out in the order of the requests. That task starts the next one.
     *
     * A message has one owner at a time: the queue, then the request, which releases it in any case.
     * So it does with its permit: the event loop may have ended meanwhile, and drops tasks then.
     */
    private final RequestHandler<? super I> body;
    private final Queue<I> queue = new ArrayDeque<>();

    /** Of the request that runs. */
    private @Nullable Thread thread;

    private boolean busy;
    private boolean waitsForPermit;
    private boolean inputEnded;
    private boolean closed;

    RequestThreads(
            HandlerSettings<I> settings, BridgeExecutor executor, RequestHandler<? super I> body) {
        super(settings, executor);
        this.body = body;
    }

    @Override
    void opened(ChannelHandlerContext ctx) {}

    @Override
    void received(ChannelHandlerContext ctx, I message) {
        if (closed) {
            settings.release(message);
            return;
        }
        queue.add(message);
        startNext(ctx);
        pause.added(ctx, queue.size());
    }

    private void startNext(ChannelHandlerContext ctx) {
        if (busy || closed) {
            return;
        }
        if (queue.isEmpty()) {
            if (inputEnded) {
                closeAfterWrites(ctx);
            }
            return;
        }
        RequestLimit limit = settings.requests;
        if (limit != null && !acquire(ctx, limit)) {
            return;
        }
        I message = queue.remove();
        busy = true;
        settings.threadStarts();
        thread = start(ctx, () -> run(ctx, message));
        if (thread == null) {
            settings.release(message);
            busy = false;
            ended();
            closed(ctx);
        }
    }

    /** Queues this connection at most once, unless it gets its permit while it does so. */
    private boolean acquire(ChannelHandlerContext ctx, RequestLimit limit) {
        if (waitsForPermit) {
            return false;
        }
        waitsForPermit = !limit.tryAcquire(() -> tryAgain(ctx, limit));
        return !waitsForPermit;
    }

    /** Another request has given back a permit; on its thread. */
    private boolean tryAgain(ChannelHandlerContext ctx, RequestLimit limit) {
        return tellLoop(ctx, () -> takeOrPassOn(ctx, limit))
                && !ctx.executor().isShutdown(); // else the task may not run; twice does no harm
    }

    private void takeOrPassOn(ChannelHandlerContext ctx, RequestLimit limit) {
        waitsForPermit = false;
        if (busy || closed || queue.isEmpty()) {
            limit.passOn();
        } else {
            startNext(ctx);
        }
    }

    /** The virtual thread of a request. */
    private void run(ChannelHandlerContext ctx, I message) {
        Throwable failure = null;
        try {
            body.handle(ctx, message);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        Throwable outcome = release(message, failure);
        ended();
        if (!tellLoop(ctx, () -> done(ctx, outcome)) && outcome != null) {
            failedLate(outcome);
        }
    }

    private @Nullable Throwable release(Object message, @Nullable Throwable failure) {
        try {
            settings.release(message);
            return failure;
        } catch (Throwable releasedTwice) {
            return failure == null ? releasedTwice : failure;
        }
    }

    private void done(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        busy = false;
        thread = null;
        if (failure != null && closed) {
            failedLate(failure);
        } else if (failure != null) {
            closed(ctx); // the channel tells so later
            fail(ctx, failure);
        }
        startNext(ctx);
        pause.drained(ctx, queue.size());
    }

    /** The request does not run any more; any thread. */
    private void ended() {
        RequestLimit limit = settings.requests;
        try {
            if (limit != null) {
                limit.release();
            }
        } finally {
            settings.threadEnded();
        }
    }

    @Override
    void inputEnded(ChannelHandlerContext ctx) {
        inputEnded = true;
        startNext(ctx);
    }

    @Override
    void closed(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        releaseAll(queue);
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
