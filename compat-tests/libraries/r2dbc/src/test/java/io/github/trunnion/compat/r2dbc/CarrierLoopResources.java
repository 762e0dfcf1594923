package io.github.trunnion.compat.r2dbc;

import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;

import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;

// region stack-r2dbc-loops
/** Gives Reactor Netty the event loops of a bridge, which their owner shuts down. */
record CarrierLoopResources(BridgeEventLoopGroup group) implements LoopResources {
    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(
            Class<C> kind, EventLoopGroup loops) {
        return List.of(group.socketChannel(), group.serverSocketChannel(), group.datagramChannel())
                .stream()
                .filter(kind::isAssignableFrom)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " on " + group))
                .asSubclass(kind);
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> kind, EventLoopGroup loops) {
        try {
            return onChannelClass(kind, loops).getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }
}
// endregion
