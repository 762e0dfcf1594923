package io.github.trunnion.netty;

import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A connection as its virtual thread sees it; to be used on that thread.
 *
 * @param <I> the type of the messages
 */
public sealed interface Connection<I> permits ConnectionThread {
    /**
     * To write answers to: {@code writeAndFlush} goes out in order, without waiting.
     *
     * @return the context of the handler
     */
    ChannelHandlerContext context();

    /**
     * Waits for the next message, and releases the one before: retain that to keep it, or to send
     * it back.
     *
     * @return the message, or null when all were received and no more will be, as the peer has
     *     closed the connection or the handler {@linkplain VirtualThreadHandler#drain() drains}
     * @throws InterruptedException if the thread is interrupted by others; the interrupt that a
     *     close of the channel has brought is taken back here
     * @throws io.github.trunnion.bridge.BridgeClosedException if the executor was closed with a
     *     time, and that is up
     * @throws IOException if the connection has failed, or a message could not be decoded; what
     *     happened is the cause
     */
    @Nullable I receive() throws InterruptedException, IOException;
}
