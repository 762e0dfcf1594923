package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Connections come to their end in order. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class DrainTest {
    private BridgeExecutor executor;
    private BridgeEventLoopGroup group;
    private final BlockingQueue<Throwable> caught = new LinkedBlockingQueue<>();
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();

    /** Each message takes one. */
    private final Semaphore go = new Semaphore(0);

    private final Queue<String> begun = new ConcurrentLinkedQueue<>();

    /** Ends a body that takes no notice of an interrupt. */
    private final CountDownLatch finish = new CountDownLatch(1);

    @BeforeEach
    void open() {
        executor = BridgeExecutor.builder().build();
        group = BridgeEventLoopGroup.open(executor);
    }

    @AfterEach
    void close() throws IOException {
        finish.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        group.close();
        executor.close();
    }

    private Channel serve(ChannelHandler handler) throws Exception {
        return EchoServer.start(
                group,
                channel -> {
                    EchoServer.lines(channel);
                    channel.pipeline().addLast(handler, new Caught());
                    accepted.add(channel);
                });
    }

    private final class Caught extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            caught.add(cause);
        }
    }

    private Socket dial(Channel server, String sent) throws Exception {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        send(socket, sent);
        return socket;
    }

    private static void send(Socket socket, String sent) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
    }

    /** All that still comes, up to the end, which is no reset. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private VirtualThreadHandler.Builder<String> requests() {
        return VirtualThreadHandler.perRequest(
                String.class,
                (ctx, line) -> {
                    begun.add(line);
                    go.acquire();
                    ctx.writeAndFlush(line + "\n");
                });
    }

    private VirtualThreadHandler.Builder<String> connections() {
        return VirtualThreadHandler.perConnection(
                String.class,
                connection -> {
                    for (String line; (line = connection.receive()) != null; ) {
                        begun.add(line);
                        go.acquire();
                        connection.context().writeAndFlush(line + "\n");
                    }
                    connection.context().writeAndFlush("bye\n");
                });
    }

    private static void end(Future<?> drained) throws Exception {
        assertThat(drained.await(30, TimeUnit.SECONDS)).as(drained.toString()).isTrue();
        assertThat(drained.isSuccess()).isTrue();
    }

    private static void assertEmpty(VirtualThreadHandler<?> handler) {
        assertThat(handler.connections() + handler.running() + handler.pending()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void messagesWait_drain_eachIsAnswered_thenItsConnectionIsClosed_thenTheDrainEnds(
            NettyTransport transport) throws Exception {
        reopen(transport);
        VirtualThreadHandler<String> handler = requests().build();
        Channel server = serve(handler);
        Socket one = dial(server, "a\nb\nc\n");
        Socket other = dial(server, "d\n");
        await().until(() -> handler.pending() == 4 && begun.size() == 2);
        Future<Void> drained = handler.drain();
        go.release();
        assertThat(handler.drain()).isSameAs(drained);
        go.release(2);
        await().until(() -> begun.size() == 4 || handler.pending() == 1);
        assertThat(drained.isDone()).isFalse();
        assertThat(handler).asString().endsWith(", draining]");
        go.release();
        assertThat(rest(one)).isEqualTo("a\nb\nc\n");
        assertThat(rest(other)).isEqualTo("d\n");
        one.close();
        other.close();
        end(drained);
        assertEmpty(handler);
        assertThat(handler).asString().endsWith(", drained]");
        assertThat(caught).isEmpty();
    }

    @Test
    void messagesWait_drain_receiveReturnsThem_thenNull_andTheLastWordIsSent() throws Exception {
        VirtualThreadHandler<String> handler = connections().build();
        Channel server = serve(handler);
        Socket busy = dial(server, "a\nb\nc\n");
        Socket idle = dial(server, "");
        await().until(() -> handler.pending() == 3 && handler.running() == 2);
        Future<Void> drained = handler.drain();
        assertThat(rest(idle)).isEqualTo("bye\n");
        assertThat(drained.isDone()).isFalse();
        go.release(3);
        assertThat(rest(busy)).isEqualTo("a\nb\nc\nbye\n");
        busy.close();
        idle.close();
        end(drained);
        assertEmpty(handler);
        assertThat(caught).isEmpty();
    }

    @Test
    void nothingIsOpen_drain_endsAtOnce_andWhatComesLaterIsRefused() throws Exception {
        for (VirtualThreadHandler<String> handler :
                List.of(requests().build(), connections().build())) {
            Channel server = serve(handler);
            Future<Void> drained = handler.drain();
            assertThat(drained.isSuccess()).isTrue();
            assertThat(rest(dial(server, ""))).isEmpty();
            assertThat(handler.drain()).isSameAs(drained);
            assertThat(handler.refusedConnections()).isEqualTo(1);
            await().until(() -> handler.connections() == 0);
        }
        assertThat(begun).isEmpty();
    }

    @Test
    void connectionsAreIdle_drain_allAreClosedInOrder() throws Exception {
        VirtualThreadHandler<String> handler = requests().build();
        Channel server = serve(handler);
        for (int i = 0; i < 50; i++) {
            dial(server, "");
        }
        await().until(() -> handler.connections() == 50);
        Future<Void> drained = handler.drain();
        for (Socket socket : sockets) {
            assertThat(rest(socket)).isEmpty();
            socket.close();
        }
        end(drained);
        assertThat(handler.refusedConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aPeerSendsOn_drain_whatIsNotReadIsDropped_theAnswersArriveWithoutAReset(
            NettyTransport transport) throws Exception {
        reopen(transport);
        VirtualThreadHandler<String> handler = requests().build();
        Channel server = serve(handler);
        Socket socket = dial(server, "a\n");
        await().until(() -> handler.pending() == 1);
        Future<Void> drained = handler.drain();
        accepted.element().eventLoop().submit(() -> {}).sync(); // behind the task of the drain
        send(socket, "late\n".repeat(10_000));
        go.release();
        await().until(() -> handler.pending() == 0);
        send(socket, "later\n".repeat(10_000));
        assertThat(rest(socket)).isEqualTo("a\n");
        send(socket, "after the end\n");
        socket.close();
        end(drained);
        assertThat(begun).containsExactly("a");
        assertEmpty(handler);
        assertThat(caught).isEmpty();
    }

    @Test
    void aPeerHasEndedItsSide_itsMessagesWait_drain_theyAreAnswered() throws Exception {
        VirtualThreadHandler<String> handler = requests().build();
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                            EchoServer.lines(channel);
                            channel.pipeline().addLast(handler);
                            accepted.add(channel);
                        });
        Socket socket = dial(server, "a\nb\n");
        socket.shutdownOutput();
        await().until(() -> handler.pending() == 2);
        SocketChannel channel = (SocketChannel) accepted.element();
        await().until(channel::isInputShutdown);
        Future<Void> drained = handler.drain();
        go.release(2);
        assertThat(rest(socket)).isEqualTo("a\nb\n");
        socket.close();
        end(drained);
    }

    /** The group of this test, over a certain transport. */
    private void reopen(NettyTransport transport) {
        Transports.require(transport);
        group.close();
        group = BridgeEventLoopGroup.open(executor, transport);
    }

    /** NIO sees a close by reading only. */
    @ParameterizedTest
    @EnumSource
    void aBodyWaits_readingIsPaused_drain_thePeerCloses_theBodyIsInterrupted(
            NettyTransport transport) throws Exception {
        reopen(transport);
        CountDownLatch interrupted = new CountDownLatch(1);
        VirtualThreadHandler<String> handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException closed) {
                                        interrupted.countDown();
                                    }
                                })
                        .maxPending(1)
                        .build();
        Socket socket = dial(serve(handler), "line\n".repeat(4));
        await().until(() -> handler.pending() == 4);
        Future<Void> drained = handler.drain();
        socket.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        end(drained);
        assertEmpty(handler);
    }

    /** A handler in front may tell of the connection later, after a handshake of its own. */
    @Test
    void perConnection_aClientIsActive_butTheHandlerIsNotTold_drain_itIsClosed() throws Exception {
        VirtualThreadHandler<String> handler = connections().build();
        CountDownLatch active = new CountDownLatch(1);
        ChannelInitializer<Channel> holdsBack =
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new ChannelInboundHandlerAdapter() {
                                            @Override
                                            public void channelActive(ChannelHandlerContext ctx) {
                                                active.countDown();
                                            }
                                        },
                                        handler);
                    }
                };
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new Bootstrap()
                    .group(group)
                    .channel(group.socketChannel())
                    .handler(holdsBack)
                    .connect(server.getLocalSocketAddress());
            Socket peer = server.accept();
            sockets.add(peer);
            assertThat(active.await(20, TimeUnit.SECONDS)).isTrue();
            Future<Void> drained = handler.drain();
            assertThat(rest(peer)).isEmpty();
            peer.close();
            end(drained);
        }
        assertThat(begun).isEmpty();
    }

    @Test
    void thousandsWaitForAPermit_drain_thenTheGroupEnds_theDrainEnds() throws Exception {
        VirtualThreadHandler<String> handler = requests().maxRequests(1).build();
        Channel server = serve(handler);
        for (int i = 0; i < 1_500; i++) {
            dial(server, "a\n");
        }
        await().until(() -> handler.pending() == 1_500);
        Future<Void> drained = handler.drain();
        group.close();
        end(drained);
        assertEmpty(handler);
    }

    @Test
    void aPeerStays_drain_itsConnectionIsClosedAfterAWhile() throws Exception {
        VirtualThreadHandler<String> handler = requests().build();
        Socket stays = dial(serve(handler), "a\n");
        go.release();
        assertThat(stays.getInputStream().readNBytes(2)).hasSize(2);
        end(handler.drain());
        assertThat(rest(stays)).isEmpty();
        assertEmpty(handler);
    }

    @Test
    void readingIsPaused_drain_whatComesIsDropped_andWhatWasDecodedIsAnswered() throws Exception {
        for (VirtualThreadHandler<String> handler :
                List.of(requests().maxPending(2).build(), connections().maxPending(2).build())) {
            begun.clear();
            accepted.clear();
            Socket socket = dial(serve(handler), "line\n".repeat(6));
            await().until(() -> handler.pending() == 6);
            Channel channel = accepted.element();
            assertThat(channel.config().isAutoRead()).isFalse();
            Future<Void> drained = handler.drain();
            await().until(() -> channel.config().isAutoRead()); // the close of the peer is seen
            send(socket, "late\n".repeat(6));
            go.release(5);
            await().until(() -> begun.size() == 6);
            go.release();
            assertThat(rest(socket)).startsWith("line\n".repeat(6)).doesNotContain("late");
            socket.close();
            end(drained);
            assertThat(begun).hasSize(6).doesNotContain("late");
        }
    }

    @Test
    void requestsWaitForAPermit_drain_eachGetsItsTurn() throws Exception {
        VirtualThreadHandler<String> handler = requests().maxRequests(1).build();
        Channel server = serve(handler);
        for (int i = 0; i < 5; i++) {
            dial(server, "a\nb\n");
        }
        await().until(() -> handler.pending() == 10);
        Future<Void> drained = handler.drain();
        go.release(10);
        for (Socket socket : sockets) {
            assertThat(rest(socket)).isEqualTo("a\nb\n");
            socket.close();
        }
        end(drained);
        assertEmpty(handler);
    }

    @Test
    void aBodyGoesOnAfterItsConnection_theDrainWaitsForIt() throws Exception {
        VirtualThreadHandler<String> handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    begun.add(line);
                                    while (finish.getCount() > 0) {
                                        try {
                                            finish.await();
                                        } catch (InterruptedException closed) {
                                            begun.add("interrupted");
                                        }
                                    }
                                })
                        .build();
        Socket socket = dial(serve(handler), "a\n");
        await().until(() -> begun.size() == 1);
        socket.close();
        await().until(() -> handler.connections() == 0 && begun.size() == 2);
        Future<Void> drained = handler.drain();
        assertThat(drained.isDone()).isFalse();
        finish.countDown();
        end(drained);
        assertEmpty(handler);
    }

    @Test
    void aBodyDoesNotReturn_theWaitTimesOut_andTheCloseOfTheGroupEndsTheDrain() throws Exception {
        for (VirtualThreadHandler<String> handler :
                List.of(requests().build(), connections().build())) {
            dial(serve(handler), "a\nb\n");
            await().until(() -> handler.pending() == 2);
            assertThatThrownBy(() -> NettyFutures.await(handler.drain(), Duration.ofMillis(20)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("drain of VirtualThreadHandler[String, 1 connections, 1");
            assertThat(handler.drain().isCancelled()).isFalse();
            group.close();
            end(handler.drain());
            assertEmpty(handler);
            group = BridgeEventLoopGroup.open(executor);
        }
    }

    @Test
    void theEventLoopsHaveEnded_drain_endsAtOnce() throws Exception {
        VirtualThreadHandler<String> handler = connections().build();
        Channel server = serve(handler);
        dial(server, "");
        await().until(() -> handler.running() == 1);
        group.close();
        await().until(() -> handler.running() == 0);
        assertThat(handler.drain().isSuccess()).isTrue();
    }

    @Test
    void drainOnTheEventLoop_andByABody_doesNotWait() throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        CompletableFuture<VirtualThreadHandler<String>> self = new CompletableFuture<>();
        VirtualThreadHandler<String> handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    done.complete(self.join().drain().isDone());
                                    ctx.writeAndFlush(line + "\n");
                                })
                        .build();
        self.complete(handler);
        Channel server = serve(handler);
        Socket asks = dial(server, "stop\n");
        Socket idle = dial(server, "");
        assertThat(rest(asks)).isEqualTo("stop\n");
        assertThat(done.join()).isFalse();
        assertThat(rest(idle)).isEmpty();
        asks.close();
        idle.close();
        Future<Void> again = server.eventLoop().submit(handler::drain).get();
        end(again);
    }

    @Test
    void aClientHasNotConnectedYet_drain_closesItsChannel() throws Exception {
        VirtualThreadHandler<String> handler = connections().build();
        Channel client =
                new Bootstrap()
                        .group(group)
                        .channel(group.socketChannel())
                        .handler(
                                EchoServer.initializer(
                                        channel -> channel.pipeline().addLast(handler)))
                        .register()
                        .sync()
                        .channel();
        assertThat(handler.connections()).isEqualTo(1);
        Future<Void> drained = handler.drain();
        end(drained);
        assertThat(client.isOpen()).isFalse();
        assertThat(begun).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsComeWhileItDrains_eachIsAnsweredOrClosed_andNoneIsLeft(boolean perConnection)
            throws Exception {
        go.release(1_000_000);
        for (int round = 0; round < 20; round++) {
            VirtualThreadHandler<String> handler =
                    (perConnection ? connections() : requests()).build();
            Channel server = serve(handler);
            int clients = 20;
            CountDownLatch some = new CountDownLatch(1 + round % 5);
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                threads.add(Thread.startVirtualThread(() -> ask(server, some, wrong)));
            }
            some.await();
            Future<Void> drained = handler.drain();
            for (Thread thread : threads) {
                thread.join();
            }
            end(drained);
            assertThat(wrong).isEmpty();
            await().until(() -> handler.connections() == 0); // those that were refused
            assertEmpty(handler);
            server.close().sync();
        }
        assertThat(caught).isEmpty();
    }

    /** Asks until the end, which comes between two answers. */
    private static void ask(Channel server, CountDownLatch some, Queue<String> wrong) {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        int answers = 0;
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(30_000);
            while (true) {
                send(socket, "x\n");
                some.countDown();
                String answer =
                        new String(socket.getInputStream().readNBytes(2), StandardCharsets.UTF_8);
                if (!answer.equals("x\n")) {
                    if (!answer.isEmpty() && !answer.equals("by")) {
                        wrong.add(answer);
                    }
                    return;
                }
                answers++;
            }
        } catch (IOException e) {
            some.countDown();
            if (answers > 0 || e instanceof SocketTimeoutException) { // else it was refused
                wrong.add(answers + " answers, then " + e);
            }
        }
    }
}
