package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Served;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyTransport;
import io.github.trunnion.netty.VirtualThreadHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Netty with one event loop; what answers a request is chosen, and the transport. */
final class NettyServer {
    /** What answers. */
    enum Way {
        /** The event loop itself: Netty's limit. */
        CALLBACK {
            @Override
            void answer(ChannelHandlerContext cx) {
                respond(cx);
            }
        },
        /** A virtual thread of the JDK for each request. */
        HAND_OFF {
            @Override
            void answer(ChannelHandlerContext cx) {
                Thread.ofVirtual().start(() -> respond(cx));
            }
        },
        /** A virtual thread of ours for each request, on the carrier that runs the event loop. */
        CARRIER(BridgeMode.CARRIER),
        /** The same without access to the JDK's internals. */
        HOSTED(BridgeMode.HOSTED),
        /** A CompletableFuture in the common pool, whose dependent writes. */
        FUTURE {
            @Override
            void answer(ChannelHandlerContext cx) {
                var _ =
                        CompletableFuture.supplyAsync(Echo::bytes)
                                .thenAccept(response -> respond(cx));
            }
        };

        private final @Nullable BridgeMode bridged;

        Way() {
            this(null);
        }

        Way(@Nullable BridgeMode bridged) {
            this.bridged = bridged;
        }

        EventLoopGroup group(NettyTransport transport) {
            if (bridged != null) {
                return BridgeEventLoopGroup.open(
                        BridgeExecutor.builder().name("server").mode(bridged).build(), transport);
            }
            return new MultiThreadIoEventLoopGroup(
                    1,
                    switch (transport) {
                        case NIO -> NioIoHandler.newFactory();
                        case EPOLL -> EpollIoHandler.newFactory();
                        case IO_URING -> IoUringIoHandler.newFactory();
                    });
        }

        /** What comes behind the framing. */
        ChannelHandler handler() {
            return bridged != null
                    ? VirtualThreadHandler.perRequest(Request.class, (cx, request) -> respond(cx))
                            .build()
                    : new Handler(this);
        }

        void answer(ChannelHandlerContext cx) {
            throw new IllegalStateException(this + " answers by its handler");
        }
    }

    private NettyServer() {}

    public static void main(String[] args) throws IOException {
        NettyTransport transport = NettyTransport.valueOf(args[0].toUpperCase(Locale.ROOT));
        Way way = Way.valueOf(args[1]);
        EventLoopGroup group = way.group(transport);
        ChannelHandler handler = way.handler();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverSocketChannel())
                        .option(ChannelOption.SO_BACKLOG, Echo.BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Framing(), handler);
                                    }
                                });
        Channel channel = bootstrap.bind(Echo.loopback()).syncUninterruptibly().channel();
        Served.until(((InetSocketAddress) channel.localAddress()).getPort());
    }

    private static void respond(ChannelHandlerContext cx) {
        Served.count();
        var _ =
                cx.writeAndFlush(
                        cx.alloc().directBuffer(Echo.RESPONSE).writeBytes(Echo.bytes()),
                        cx.voidPromise());
    }

    /** One request; it says nothing. */
    private enum Request {
        RECEIVED
    }

    /** Counts bytes. */
    private static final class Framing extends ChannelInboundHandlerAdapter {
        private int got;

        @Override
        public void channelRead(ChannelHandlerContext cx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            got += bytes.readableBytes();
            bytes.release();
            while (got >= Echo.REQUEST) {
                got -= Echo.REQUEST;
                cx.fireChannelRead(Request.RECEIVED);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext cx, Throwable cause) {
            var _ = cx.close();
        }
    }

    @Sharable
    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final Way way;

        Handler(Way way) {
            this.way = way;
        }

        @Override
        public void channelRead(ChannelHandlerContext cx, Object message) {
            way.answer(cx);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext cx, Throwable cause) {
            var _ = cx.close();
        }
    }
}
