package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Served;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.Future;

import java.io.IOException;
import java.net.InetSocketAddress;
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
        /** A CompletableFuture in the common pool, whose dependent writes. */
        FUTURE {
            @Override
            void answer(ChannelHandlerContext cx) {
                CompletableFuture<Void> unused =
                        CompletableFuture.supplyAsync(Echo::bytes)
                                .thenAccept(response -> respond(cx));
            }
        };

        abstract void answer(ChannelHandlerContext cx);
    }

    private record Transport(IoHandlerFactory handler, Class<? extends ServerChannel> channel) {
        static Transport of(String name) {
            return switch (name) {
                case "nio" ->
                        new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
                case "epoll" ->
                        new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
                case "io_uring" ->
                        new Transport(
                                IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
                default -> throw new IllegalArgumentException("no transport " + name);
            };
        }
    }

    private NettyServer() {}

    public static void main(String[] args) throws IOException {
        Transport transport = Transport.of(args[0]);
        Way way = Way.valueOf(args[1]);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.handler);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.channel)
                        .option(ChannelOption.SO_BACKLOG, Echo.BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Handler(way));
                                    }
                                });
        Channel channel = bootstrap.bind(Echo.loopback()).syncUninterruptibly().channel();
        Served.until(((InetSocketAddress) channel.localAddress()).getPort());
    }

    private static void respond(ChannelHandlerContext cx) {
        Served.count();
        Future<Void> unused =
                cx.writeAndFlush(
                        cx.alloc().directBuffer(Echo.RESPONSE).writeBytes(Echo.bytes()),
                        cx.voidPromise());
    }

    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final Way way;
        private int got;

        Handler(Way way) {
            this.way = way;
        }

        @Override
        public void channelRead(ChannelHandlerContext cx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            got += bytes.readableBytes();
            bytes.release();
            while (got >= Echo.REQUEST) {
                got -= Echo.REQUEST;
                way.answer(cx);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext cx, Throwable cause) {
            Future<Void> unused = cx.close();
        }
    }
}
