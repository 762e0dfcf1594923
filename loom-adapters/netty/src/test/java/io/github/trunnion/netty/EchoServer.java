package io.github.trunnion.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A server that sends back what it gets, and clients of lines. */
final class EchoServer {
    private EchoServer() {}

    /** Starts a server whose connections have the given handlers. */
    static Channel start(BridgeEventLoopGroup group, Consumer<Channel> handlers) throws Exception {
        return NettyFutures.awaitChannel(
                new ServerBootstrap()
                        .group(group)
                        .channel(group.serverSocketChannel())
                        .childHandler(initializer(handlers))
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    static Channel start(BridgeEventLoopGroup group) throws Exception {
        return start(group, channel -> channel.pipeline().addLast(echo()));
    }

    /** Sends each buffer back. */
    static ChannelHandler echo() {
        return new Echo();
    }

    static ChannelInitializer<Channel> initializer(Consumer<Channel> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                handlers.accept(channel);
            }
        };
    }

    /** Sends each buffer back, on the event loop. */
    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    /** Adds what makes strings of lines, and lines of strings. */
    static void lines(Channel channel) {
        channel.pipeline()
                .addLast(new LineBasedFrameDecoder(1024), new StringDecoder(), new StringEncoder());
    }

    /** A connection of lines. */
    record Client(Channel channel, BlockingQueue<String> lines) {
        static Client connect(EventLoopGroup group, Class<? extends Channel> type, Channel server)
                throws Exception {
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            Bootstrap bootstrap =
                    new Bootstrap()
                            .group(group)
                            .channel(type)
                            .handler(
                                    initializer(
                                            channel -> {
                                                EchoServer.lines(channel);
                                                channel.pipeline().addLast(new Lines(lines));
                                            }));
            return new Client(
                    NettyFutures.awaitChannel(bootstrap.connect(server.localAddress())), lines);
        }

        void send(String line) {
            channel.writeAndFlush(line + "\n");
        }

        /** The next line, or what says that the connection has ended. */
        String receive() throws InterruptedException {
            return lines.take();
        }
    }

    static final String END = "(end of the connection)";

    private static final class Lines extends SimpleChannelInboundHandler<String> {
        private final BlockingQueue<String> lines;

        Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, String line) {
            lines.add(line);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            lines.add(END);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // a reset is an end
        }
    }
}
