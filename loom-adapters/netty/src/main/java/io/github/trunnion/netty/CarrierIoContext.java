package io.github.trunnion.netty;

import io.netty.channel.IoHandlerContext;

import org.jspecify.annotations.Nullable;

/** Tells a handler that waits for milliseconds how long it may wait; confined to the carrier. */
final class MillisContext implements IoHandlerContext {
    /*
     * Overview
     *
     * The selectors of the JDK wait for milliseconds, and Netty rounds to the nearest: for the last
     * half of one before a scheduled task it does not wait at all, and its loop spins. A carrier that
     * parks for nothing again and again is reported. So what is left is rounded up, as the bound of a
     * park is (H1).
     */
    private @Nullable IoHandlerContext context;

    /** For one run of the handler. */
    IoHandlerContext of(IoHandlerContext current) {
        context = current;
        return this;
    }

    @SuppressWarnings("NullAway") // set for each run
    private IoHandlerContext context() {
        return context;
    }

    @Override
    public boolean canBlock() {
        return context().canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        long nanos = context().delayNanos(currentTimeNanos);
        return nanos <= 0 || nanos == Long.MAX_VALUE ? nanos : NettyReactor.roundUp(nanos);
    }

    @Override
    public long deadlineNanos() {
        return context().deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
        context().reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
        return context().shouldReportActiveIoTime();
    }
}
