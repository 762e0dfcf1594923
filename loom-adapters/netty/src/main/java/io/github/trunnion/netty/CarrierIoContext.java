package io.github.trunnion.netty;

import io.github.trunnion.futures.ReactorHost;
import io.netty.channel.IoHandlerContext;

import org.jspecify.annotations.Nullable;

/** What Netty's handler asks during one run of it; confined to the carrier. */
final class CarrierIoContext implements IoHandlerContext {
    /*
     * Overview
     *
     * The selectors of the JDK wait for milliseconds, and Netty rounds to the nearest: for the last
     * half of one before a scheduled task it does not wait at all, and its loop spins. A carrier that
     * parks for nothing again and again is reported. So what is left is rounded up, as the bound of a
     * park is (H1).
     *
     * A handler waits and hands out events in one call. Between the two it asks whether it is to
     * measure the second: from there on the carrier is awake, and a channel's handler that does not
     * return can be told from a wait.
     */
    private final ReactorHost host;
    private final boolean inMillis;
    private @Nullable IoHandlerContext context;

    CarrierIoContext(ReactorHost host, boolean inMillis) {
        this.host = host;
        this.inMillis = inMillis;
    }

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
        return !inMillis || nanos <= 0 || nanos == Long.MAX_VALUE
                ? nanos
                : NettyReactor.roundUp(nanos);
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
        host.awake();
        return context().shouldReportActiveIoTime();
    }
}
