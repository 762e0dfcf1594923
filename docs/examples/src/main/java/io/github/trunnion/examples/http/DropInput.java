package io.github.trunnion.examples.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads what a client sends after its last request, so the connection is not reset, and drops it.
 */
@Sharable
final class DropInput extends ChannelInboundHandlerAdapter {
    static final DropInput INSTANCE = new DropInput();

    private DropInput() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        ReferenceCountUtil.release(bytes);
    }
}
