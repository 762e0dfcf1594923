package io.github.trunnion.nettysuite;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What this run is about, by system properties, and the event loops under test. */
final class Suite implements AutoCloseable {
    /** {@code -Dsuite.transport=}: what the carriers wait in. */
    static final NettyTransport TRANSPORT =
            NettyTransport.valueOf(System.getProperty("suite.transport", "NIO"));

    /** {@code -Dsuite.callers=virtual}: the tests run on virtual threads of the same carriers. */
    static final boolean VIRTUAL =
            System.getProperty("suite.callers", "platform").equals("virtual");

    /** {@code -Dsuite.peers=true}: the other side is also one of Netty's own event loops. */
    static final boolean PEERS = Boolean.getBoolean("suite.peers");

    /** Runs servers. */
    final Side servers = new Side("servers");

    /** Runs clients, and with virtual callers all three of them on its one carrier. */
    final Side clients = VIRTUAL ? servers : new Side("clients");

    /** An executor and its event loops. */
    record Side(BridgeExecutor executor, BridgeEventLoopGroup group) {
        Side(String name) {
            this(BridgeExecutor.builder().name(name).build());
        }

        private Side(BridgeExecutor executor) {
            this(executor, BridgeEventLoopGroup.open(executor, TRANSPORT));
        }

        /** Ends the event loops and their executor, or says what does not end. */
        void close() throws InterruptedException {
            boolean ended =
                    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
            executor.close(Duration.ofSeconds(5));
            if (!ended) {
                throw new IllegalStateException(group + " has not ended. " + executor.dump());
            }
        }

        Bootstrap datagram() {
            return new Bootstrap().group(group).channel(group.datagramChannel());
        }

        Bootstrap datagram(SocketProtocolFamily family) {
            ChannelFactory<DatagramChannel> factory =
                    () ->
                            switch (TRANSPORT) {
                                case NIO -> new NioDatagramChannel(family);
                                case EPOLL -> new EpollDatagramChannel(family);
                                case IO_URING -> new IoUringDatagramChannel(family);
                            };
            return new Bootstrap().group(group).channelFactory(factory);
        }
    }

    /** The one of this JVM; made at first use, closed by {@link SuiteExtension}. */
    static Suite running() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final Suite INSTANCE = new Suite();
    }

    ServerBootstrap server() {
        BridgeEventLoopGroup group = servers.group;
        return new ServerBootstrap().group(group).channel(group.serverSocketChannel());
    }

    Bootstrap client() {
        BridgeEventLoopGroup group = clients.group;
        return new Bootstrap().group(group).channel(group.socketChannel());
    }

    @Override
    public void close() throws InterruptedException {
        clients.close();
        servers.close();
    }
}
