package io.github.trunnion.netty;

import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The handler of one connection: counts it, gives it its messages and its end. Everything here runs
 * on the event loop.
 */
abstract class ConnectionBase<I> extends ChannelInboundHandlerAdapter {
    /*
     * Overview
     *
     * What holds for each connection of a handler, whatever its threads are:
     *   N1 Its messages are handled one after the other, in their order, and before its end.
     *   N2 Each message is released once, by who has it at the end.
     *   N3 Reading is paused while too many messages wait, and resumed by nobody but who paused it.
     *   N4 A permit that is free has somebody on the way to it as long as somebody waits.
     *   N5 A drain ends when all that was received is handled, and no answer of it is lost.
     */
    private static final int MOST_CAUSES = 100;

    final HandlerSettings<I> settings;
    final ReadPause pause;
    private final BridgeExecutor executor;

    /** Written before others get to know this connection. */
    private @Nullable ChannelHandlerContext context;

    private boolean refused;
    private boolean draining;

    ConnectionBase(HandlerSettings<I> settings, BridgeExecutor executor) {
        this.settings = settings;
        this.executor = executor;
        this.pause = new ReadPause(settings.mark);
    }

    /** The executor of the event loop that a handler was added to; throws if it is another one. */
    static BridgeExecutor executorOf(ChannelHandlerContext ctx) {
        EventLoop loop = ctx.channel().eventLoop();
        BridgeCarrier carrier = loop instanceof CarrierLoop ours ? ours.carrier() : null;
        if (carrier == null) {
            throw new IllegalStateException(
                    "A VirtualThreadHandler was added to "
                            + ctx.channel()
                            + ", which is registered with "
                            + loop
                            + ". It starts its threads on the carrier of an event loop: give the"
                            + " bootstrap a BridgeEventLoopGroup.");
        }
        if (ctx.executor() != loop) {
            throw new IllegalStateException(
                    "A VirtualThreadHandler was added to "
                            + ctx.channel()
                            + " with an executor of its own, "
                            + ctx.executor()
                            + ". It runs on the event loop of its channel: add it without an"
                            + " EventExecutorGroup; what it calls may block all the same.");
        }
        return carrier.executor();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (!settings.add(this)) {
            refused = true;
            ctx.close();
        } else if (ctx.channel().isActive()) {
            opened(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!refused && !draining) {
            opened(ctx);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!settings.type.isInstance(message)) {
            ctx.fireChannelRead(message);
        } else if (refused || draining) {
            ReferenceCountUtil.release(message);
        } else {
            settings.pending.incrementAndGet();
            received(ctx, settings.type.cast(message));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE
                || event == ChannelInputShutdownReadComplete.INSTANCE) {
            inputEnded(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed(ctx);
        ctx.fireChannelInactive();
    }

    /** Follows each end of the channel, also one that it was never active before. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        try {
            closed(ctx);
        } finally {
            settings.remove(this);
        }
    }

    /** Of this handler in its pipeline. */
    @SuppressWarnings("NullAway") // it was added
    public ChannelHandlerContext context() {
        return context;
    }

    /** Has the connection end after the messages that it has; any thread. */
    final void drain() {
        if (!tellLoop(context(), this::endAfterPending)) {
            settings.remove(this);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void endAfterPending() {
        ChannelHandlerContext ctx = context();
        if (!ctx.executor().inEventLoop()) { // it was registered with another one meanwhile
            drain();
            return;
        }
        if (refused || draining || ctx.isRemoved()) {
            return;
        }
        draining = true;
        pause.end(ctx);
        if (ctx.channel().isActive()) {
            inputEnded(ctx);
        } else {
            ctx.close();
        }
    }

    /** The connection can be used. */
    abstract void opened(ChannelHandlerContext ctx);

    /** A message, which the callee has to release, by the settings. */
    abstract void received(ChannelHandlerContext ctx, I message);

    /** There will be no more messages; the connection is to be closed after those that it has. */
    abstract void inputEnded(ChannelHandlerContext ctx);

    /** Neither reads nor writes any more; may be called again. */
    abstract void closed(ChannelHandlerContext ctx);

    /**
     * Starts a virtual thread on this carrier; if there is none to be had, the connection fails.
     *
     * @return the thread, or null
     */
    final @Nullable Thread start(ChannelHandlerContext ctx, Runnable body) {
        try {
            Thread thread = executor.newThread(null, body);
            thread.start();
            return thread;
        } catch (Throwable refusal) { // closing, or out of memory
            fail(ctx, refusal);
            return null;
        }
    }

    /**
     * Has the event loop do it; any thread.
     *
     * @return false if that has ended, and the connection with it
     */
    static boolean tellLoop(ChannelHandlerContext ctx, Runnable task) {
        try {
            ctx.executor().execute(task);
            return true;
        } catch (RejectedExecutionException loopEnded) {
            return false;
        }
    }

    /**
     * A body has thrown when its connection had ended: no handler of the pipeline hears that any
     * more. Tells the uncaught handler of the thread, unless it is a consequence of that end.
     */
    static void failedLate(Throwable failure) {
        failedLate(failure, Thread.currentThread().getUncaughtExceptionHandler());
    }

    static void failedLate(Throwable failure, Thread.UncaughtExceptionHandler handler) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) { // they may be a ring
            if (cause instanceof InterruptedException
                    || cause instanceof RejectedExecutionException
                    || cause instanceof IOException
                    || cause instanceof CancellationException
                    || cause instanceof BridgeClosedException) {
                return;
            }
            cause = cause.getCause();
        }
        handler.uncaughtException(Thread.currentThread(), failure);
    }

    /** What ends a connection for the worse. */
    @SuppressWarnings("FutureReturnValueIgnored")
    final void fail(ChannelHandlerContext ctx, Throwable cause) {
        ctx.fireExceptionCaught(cause);
        if (draining) {
            LingeringClose.of(ctx);
        } else {
            ctx.close();
        }
    }

    /** Releases messages that nobody will handle. */
    final void releaseAll(Queue<I> messages) {
        for (I left = messages.poll(); left != null; left = messages.poll()) {
            try {
                settings.release(left);
            } catch (Throwable releasedTwice) {
                failedLate(releasedTwice);
            }
        }
    }

    /** Closes the connection after what was written is sent. */
    @SuppressWarnings("FutureReturnValueIgnored")
    final void closeAfterWrites(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(
                            draining // a peer that knows nothing of it may go on sending
                                    ? sent -> LingeringClose.of(ctx)
                                    : ChannelFutureListener.CLOSE);
        }
    }
}
