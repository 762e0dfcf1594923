package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.VirtualThreadHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Netty's codec on a carrier of ours, and a virtual thread of that carrier for each request. */
final class OnNettyServer {
    private static final int BACKLOG = 4096;

    private OnNettyServer() {}

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BridgeExecutor executor =
                BridgeExecutor.builder().name("http").mode(BridgeMode.valueOf(args[0])).build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
        VirtualThreadHandler<HttpRequest> requests =
                VirtualThreadHandler.perRequest(HttpRequest.class, OnNettyServer::answer).build();
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(group.serverSocketChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new HttpServerCodec(), requests);
                                    }
                                })
                        .bind(Payload.anyPort())
                        .sync()
                        .channel();
        Served.until(((InetSocketAddress) server.localAddress()).getPort());
    }

    private static void answer(ChannelHandlerContext context, HttpRequest request) {
        NettyHandler.answer(context, request);
        context.flush();
    }
}
