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

    /** Stops reading whatever waits; it is not resumed here. */
    void stop(ChannelHandlerContext ctx) {
        paused = false;
        ctx.channel().config().setAutoRead(false);
    }

    void drained(ChannelHandlerContext ctx, int waiting) {
        if (paused && waiting <= lowMark()) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }
}
