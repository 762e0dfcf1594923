package io.github.trunnion.compat.lettuce;

import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.util.concurrent.TimeUnit;

// region stack-lettuce-loops
/** Gives Lettuce the event loops of a bridge, which their owner shuts down. */
record CarrierLoops(BridgeEventLoopGroup group) implements EventLoopGroupProvider {
    @Override
    @SuppressWarnings("unchecked") // Lettuce uses it as an EventLoopGroup
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return (T) group;
    }

    @Override
    public int threadPoolSize() {
        return group.executor().carriers().size();
    }

    @Override
    public Future<Boolean> release(
            EventExecutorGroup loops, long quietPeriod, long timeout, TimeUnit unit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }
}
// endregion
