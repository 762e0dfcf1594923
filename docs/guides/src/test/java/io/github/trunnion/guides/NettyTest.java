package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyFutures;
import io.github.trunnion.netty.VirtualThreadHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.util.concurrent.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The snippets of the page about Netty. */
class NettyTest {
    private final BridgeExecutor executor = BridgeExecutor.builder().name("io").build();
    private final BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);

    @AfterEach
    void close() {
        group.close();
        executor.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    // region netty-server
    static Channel serve(BridgeEventLoopGroup group, SocketAddress address) throws Exception {
        VirtualThreadHandler<String> greeter =
                VirtualThreadHandler.perRequest(String.class, NettyTest::greet)
                        .maxConnections(10_000)
                        .build();
        ServerBootstrap server =
                new ServerBootstrap()
                        .group(group)
                        .channel(group.serverSocketChannel())
                        .childHandler(lines(greeter));
        return NettyFutures.awaitChannel(server.bind(address));
    }

    static void greet(ChannelHandlerContext ctx, String name) throws InterruptedException {
        Thread.sleep(1); // blocking code: this is a virtual thread
        ctx.writeAndFlush("hello " + name + "\n");
    }

    // endregion

    // region netty-lines
    static ChannelInitializer<Channel> lines(ChannelHandler handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new LineBasedFrameDecoder(1024))
                        .addLast(new StringDecoder(), new StringEncoder(), handler);
            }
        };
    }

    // endregion

    // region netty-client
    static String ask(BridgeEventLoopGroup group, SocketAddress server, String name)
            throws Exception {
        Promise<String> answer = group.next().newPromise();
        Bootstrap client =
                new Bootstrap()
                        .group(group)
                        .channel(group.socketChannel())
                        .handler(lines(new Answer(answer)));
        Channel channel = NettyFutures.awaitChannel(client.connect(server));
        try {
            NettyFutures.await(channel.writeAndFlush(name + "\n"));
            return NettyFutures.await(answer, Duration.ofSeconds(10));
        } finally {
            channel.close();
        }
    }

    // endregion

    private static final class Answer extends SimpleChannelInboundHandler<String> {
        private final Promise<String> answer;

        Answer(Promise<String> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, String line) {
            answer.trySuccess(line);
        }
    }

    @Test
    void a_server_and_a_client_on_one_carrier() throws Exception {
        Channel server = serve(group, anyPort());
        CompletableFuture<String> answer = new CompletableFuture<>();
        executor.newThread("client", () -> answer.complete(uncheckedAsk(server))).start();
        assertEquals("hello world", answer.get());
    }

    private String uncheckedAsk(Channel server) {
        try {
            return ask(group, server.localAddress(), "world");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_thread_for_each_connection() throws Exception {
        // region netty-connection
        VirtualThreadHandler<String> chat =
                VirtualThreadHandler.<String>perConnection(
                                String.class,
                                connection -> {
                                    String name = connection.receive();
                                    String line;
                                    while ((line = connection.receive()) != null) {
                                        connection
                                                .context()
                                                .writeAndFlush(name + ": " + line + "\n");
                                    }
                                })
                        .maxPending(16)
                        .build();
        // endregion
        assertEquals(0, chat.connections());
    }

    @Test
    void a_server_that_answers_what_it_has_received() throws Exception {
        VirtualThreadHandler<String> handler =
                VirtualThreadHandler.perRequest(String.class, NettyTest::greet).build();
        Channel listener =
                NettyFutures.awaitChannel(
                        new ServerBootstrap()
                                .group(group)
                                .channel(group.serverSocketChannel())
                                .childHandler(lines(handler))
                                .bind(anyPort()));
        assertEquals("hello world", uncheckedAsk(listener));
        // region netty-drain
        NettyFutures.await(listener.close()); // accepts no new connections
        try {
            NettyFutures.await(handler.drain(), Duration.ofSeconds(30));
        } catch (TimeoutException late) {
            // what is left is closed now, and its threads are interrupted
        }
        group.close();
        executor.close(Duration.ofSeconds(10));
        // endregion
        assertTrue(handler.drain().isSuccess());
    }

    @Test
    void other_reactors_conflict_and_there_are_three_ways_out() throws Exception {
        Channel server = serve(group, anyPort());
        SocketAddress address = server.localAddress();
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () -> executor.spawn(PollSocket.connect(address)).get());
        assertInstanceOf(ReactorConflictException.class, refused.getCause());

        // region netty-second-executor
        try (BridgeExecutor other = BridgeExecutor.builder().name("nio").build()) {
            PollSocket socket = other.spawn(PollSocket.connect(address)).get();
            other.spawn(socket.writeFully(line())).get();
            socket.close();
        }
        // endregion
        // region netty-detached
        try (SelectorReactor.Detached reactor = SelectorReactor.detached();
                PollSocket socket = executor.spawn(PollSocket.connect(address, reactor)).get()) {
            executor.spawn(socket.writeFully(line())).get(); // the wait is elsewhere
        }
        // endregion
        // region netty-channel
        Channel channel =
                NettyFutures.awaitChannel(
                        new Bootstrap()
                                .group(group)
                                .channel(group.socketChannel())
                                .handler(lines(new StringDecoder()))
                                .connect(address));
        NettyFutures.await(channel.writeAndFlush("line\n"));
        // endregion
        channel.close();
    }

    private static ByteBuffer line() {
        return ByteBuffer.wrap(new byte[] {'x', '\n'});
    }
}
