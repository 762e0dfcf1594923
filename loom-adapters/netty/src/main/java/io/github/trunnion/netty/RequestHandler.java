package io.github.trunnion.netty;

import io.netty.channel.ChannelHandlerContext;

/**
 * What is done with one message, on a virtual thread of its own.
 *
 * @param <I> the type of the messages
 */
@FunctionalInterface
public interface RequestHandler<I> {
    /**
     * Handles one message. It may block. The next message of the connection is handled when this
     * has returned.
     *
     * <p>Is interrupted when the connection closes.
     *
     * @param ctx to write the answers to: {@code ctx.writeAndFlush} goes out in order, without
     *     waiting
     * @param message the message, which is released when this returns: retain it to keep it, or to
     *     send it back
     * @throws Exception goes to {@code exceptionCaught} of the next handler of the pipeline, and
     *     the connection is closed. If it has closed before, what is no consequence of that (an
     *     interrupt, an IOException, a cancel) goes to the executor's uncaught handler
     */
    void handle(ChannelHandlerContext ctx, I message) throws Exception;
}
