package io.github.trunnion.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;

/** Closes a connection that the peer may still send to, without a reset; on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // the channel ends, one way or the other
final class LingeringClose extends ChannelDuplexHandler {
    /*
     * Overview
     *
     * A socket that is closed while it has unread bytes is reset, and so is one that gets bytes
     * afterwards. A reset destroys what the peer has not read yet. So the output is ended, what
     * comes in is dropped, and the socket is closed when the peer has closed its side, or after a
     * while.
     *
     * This stands first in the pipeline: a close comes here when the handlers of protocols, such as
     * TLS, have had their last word. A second one, by whomever, is not held up.
     */
    /** For how long a peer may leave its side open. */
    static final long SECONDS = 2;

    private boolean begun;
    private @Nullable Future<?> late;

    private LingeringClose() {}

    /** Closes a connection. */
    static void of(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (channel.isActive()
                && channel instanceof DuplexChannel
                && channel.pipeline().get(LingeringClose.class) == null) {
            channel.pipeline().addFirst(new LingeringClose());
        }
        ctx.close();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        DuplexChannel channel = (DuplexChannel) ctx.channel();
        if (begun || !channel.isActive() || channel.isInputShutdown()) {
            ctx.close(promise);
            return;
        }
        begun = true;
        late = ctx.executor().schedule(() -> ctx.close(), SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        channel.shutdownOutput()
                .addListener(
                        ended -> {
                            if (!ended.isSuccess()) {
                                ctx.close();
                            }
                        });
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (begun) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (begun && event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    /** A reset is an end as well. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (begun) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (late != null) {
            late.cancel(false);
        }
    }
}
