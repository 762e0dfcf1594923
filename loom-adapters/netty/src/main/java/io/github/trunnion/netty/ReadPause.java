package io.github.trunnion.netty;

import io.netty.channel.ChannelHandlerContext;

/** Stops reading from a connection while too many messages wait; confined to its event loop. */
final class ReadPause {
    private final int mark;

    /** Whether reading was stopped here, and not by somebody else. */
    private boolean paused;

    ReadPause(int mark) {
        this.mark = mark;
    }

    /** How many messages have to be left for {@link #drained} to be called. */
    int lowMark() {
        return mark / 2;
    }

    void added(ChannelHandlerContext ctx, int waiting) {
        if (waiting > mark && !paused && ctx.channel().config().isAutoRead()) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** No more messages will be added: reads again, or the close of the peer would not be seen. */
    void end(ChannelHandlerContext ctx) {
        drained(ctx, 0);
    }

    void drained(ChannelHandlerContext ctx, int waiting) {
        if (paused && waiting <= lowMark()) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }
}
