package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/** Answers what the codec has decoded. */
final class NettyHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    static void answer(ChannelHandlerContext context, HttpRequest request) {
        FullHttpResponse response =
                request.decoderResult().isFailure()
                        ? empty(HttpResponseStatus.BAD_REQUEST)
                        : request.uri().equals("/") ? text() : empty(HttpResponseStatus.NOT_FOUND);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        boolean isLast = !HttpUtil.isKeepAlive(request) || request.decoderResult().isFailure();
        if (isLast) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture written = context.write(response);
        if (isLast) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static FullHttpResponse text() {
        Served.count();
        FullHttpResponse response =
                response(HttpResponseStatus.OK, Unpooled.wrappedBuffer(Payload.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Payload.TYPE)
                .set(HttpHeaderNames.DATE, HttpDate.now().toString());
        return response;
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        return response(status, Unpooled.EMPTY_BUFFER);
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf content) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
