package io.github.trunnion.examples.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpContentException;

/**
 * Joins requests with their bodies. One with a body that is too long is handed on without it, as a
 * request that could not be decoded, so it is answered in its turn.
 */
final class BodyAggregator extends HttpObjectAggregator {
    BodyAggregator(int maxBody) {
        super(maxBody);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpRequest head = (HttpRequest) oversized;
        FullHttpRequest failed =
                new DefaultFullHttpRequest(
                        head.protocolVersion(), head.method(), head.uri(), Unpooled.EMPTY_BUFFER);
        failed.setDecoderResult(
                DecoderResult.failure(
                        new TooLongHttpContentException(
                                "a body of more than " + maxContentLength() + " bytes")));
        ctx.fireChannelRead(failed);
    }
}
