package io.github.trunnion.examples.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the requests of a connection and their responses, and ends it after the right one. Its
 * event loop runs all of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be sent closes the channel
final class HttpConnection extends ChannelDuplexHandler {
    /*
     * Overview
     *
     * A connection has a last request: the one that asks for its end, one that cannot be decoded, or
     * the last that has come when the server drains. What follows it is read and dropped; its client
     * knows from "Connection: close", or from the end of the connection, that it was not handled.
     *
     * The end of a connection is the end of its output. The socket is closed when the client has
     * closed its side, too, or after a while: a socket that is closed while it has unread bytes is
     * reset, and a reset destroys responses that the client has not read yet.
     *
     * When the server drains, requests may be under way: in the network, in the socket, or behind
     * others where reading is paused. So the connection goes on as before for a quiet time, and for
     * another one as long as reading was paused and nothing was read since. What came before the
     * server began to drain has been passed on by then.
     */
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final HttpSettings settings;
    private final Requests requests;

    private @Nullable ChannelHandlerContext ctx;

    /** Requests that were passed on and have no response yet. */
    private int pending;

    /** No request is passed on any more. */
    private boolean last;

    private boolean draining;

    /** Reading was paused, and nothing was read since. */
    private boolean behind;

    /** The output has ended. */
    private boolean ended;

    /** The client is one of HTTP/1.0, which has to be told that its connection goes on. */
    private boolean old;

    /** Of requests and responses so far, and bytes not sent, when life was looked for. */
    private long seen;

    private long unsent;

    /** When life is looked for. */
    private @Nullable Future<?> idle;

    /** When the quiet time is over, or the connection has to end. */
    private @Nullable Future<?> end;

    HttpConnection(HttpSettings settings, Requests requests) {
        this.settings = settings;
        this.requests = requests;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        idle = later(idle, settings.idle(), this::closeIfIdle);
    }

    /** Instead of what was to be done later before. */
    private @Nullable Future<?> later(@Nullable Future<?> before, Duration delay, Runnable action) {
        cancel(before);
        ChannelHandlerContext context = ctx;
        return context == null || !context.channel().isOpen()
                ? null
                : context.executor().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel(idle);
        cancel(end);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (last || !(message instanceof FullHttpRequest request)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!HttpUtil.isKeepAlive(request) || !request.decoderResult().isSuccess()) {
            thisIsTheLast(context);
        }
        old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        pending++;
        seen++;
        requests.received.incrementAndGet();
        context.fireChannelRead(request);
    }

    /** What comes from now on is not even decoded. */
    private void thisIsTheLast(ChannelHandlerContext context) {
        if (!last) {
            last = true;
            String decoder = context.pipeline().context(HttpServerCodec.class).name();
            context.pipeline().addBefore(decoder, null, DropInput.INSTANCE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        behind = !context.channel().config().isAutoRead();
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse response) {
            pending--;
            seen++;
            boolean ends = last && pending == 0;
            if (ends) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            } else if (old) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            }
            promise.addListener(
                    written -> {
                        if (written.isSuccess()) {
                            requests.answered.incrementAndGet();
                        }
                        if (ends) {
                            end();
                        }
                    });
        }
        context.write(message, promise);
    }

    /** Ends the connection when no more requests are under way. */
    void drain() {
        if (!draining) {
            draining = true;
            end = later(end, settings.quiet(), this::drained);
        }
    }

    private void drained() {
        if (behind) {
            behind = pending > 0; // else it is read from during the next quiet time
            end = later(end, settings.quiet(), this::drained);
        } else {
            endAfterLast();
        }
    }

    private void endAfterLast() {
        ChannelHandlerContext context = ctx;
        if (context != null && !context.isRemoved()) {
            thisIsTheLast(context);
            if (pending == 0) {
                end();
            }
        }
    }

    /** Ends the output, and the connection when the client has ended its own. */
    private void end() {
        ChannelHandlerContext context = ctx;
        if (ended || context == null) {
            return;
        }
        ended = true;
        SocketChannel channel = (SocketChannel) context.channel();
        if (channel.isInputShutdown()) {
            channel.close();
            return;
        }
        channel.config().setAutoRead(true);
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(sent -> channel.shutdownOutput());
        }
        end = later(end, settings.linger(), channel::close);
    }

    /** Nobody is there who sends a request, or takes a response, in the time that there is. */
    private void closeIfIdle() {
        ChannelHandlerContext context = ctx;
        if (context == null) {
            return;
        }
        long unsentNow = unsent(context.channel());
        boolean dead = seen == 0 && unsentNow == unsent && (pending == 0 || unsentNow > 0);
        seen = 0;
        unsent = unsentNow;
        if (dead) {
            context.close();
        } else {
            idle = later(idle, settings.idle(), this::closeIfIdle);
        }
    }

    private static long unsent(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            endAfterLast(); // the client sends no more
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{} has failed", context.channel(), cause); // reset, or no TLS
        context.close();
    }

    @Override
    public String toString() {
        return "HttpConnection[" + pending + " pending" + (last ? ", ending" : "") + "]";
    }
}
