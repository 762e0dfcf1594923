package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.netty.EchoServer.Client;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.concurrent.DefaultEventExecutorGroup;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Messages on virtual threads: order, back-pressure, ends, limits. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class VirtualThreadHandlerTest {
    private BridgeExecutor executor;
    private BridgeEventLoopGroup group;
    private final BlockingQueue<Throwable> caught = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        executor = BridgeExecutor.builder().build();
        group = BridgeEventLoopGroup.open(executor);
    }

    @AfterEach
    void close() {
        group.close();
        executor.close();
    }

    /** A server of lines with the handler, and one behind it that collects what is thrown. */
    private Channel serve(ChannelHandler handler) throws Exception {
        return EchoServer.start(
                group,
                channel -> {
                    EchoServer.lines(channel);
                    channel.pipeline().addLast(handler, new Caught());
                });
    }

    private final class Caught extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            caught.add(cause);
        }
    }

    private Client connect(Channel server) throws Exception {
        return Client.connect(group, group.socketChannel(), server);
    }

    /** A client that blocks, apart from Netty. */
    private static Socket dial(Channel server) throws Exception {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // per request

    @Test
    void perRequest_aThreadOfTheCarrierForEach_whichMayBlock_answersInOrder() throws Exception {
        var handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    BridgeCarrier carrier = BridgeCarrier.current();
                                    if (line.endsWith("0")) {
                                        Await.await(PollFutures.sleep(Duration.ofMillis(2)));
                                    }
                                    ctx.writeAndFlush(
                                            line
                                                    + Thread.currentThread().isVirtual()
                                                    + (carrier == executor.carriers().get(0))
                                                    + "\n");
                                })
                        .build();
        Client client = connect(serve(handler));
        for (int i = 0; i < 100; i++) {
            client.send("line " + i + " ");
        }
        for (int i = 0; i < 100; i++) {
            assertThat(client.receive()).isEqualTo("line " + i + " truetrue");
        }
        assertThat(handler.connections()).isEqualTo(1);
        assertThat(caught).isEmpty();
    }

    @Test
    void pending_countsWhatWaitsAndWhatRuns_andIsNeverZeroBetweenTwo() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicInteger zeros = new AtomicInteger();
        AtomicReference<VirtualThreadHandler<String>> self = new AtomicReference<>();
        VirtualThreadHandler<String> handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    Await.await(go);
                                    if (self.get().pending() == 0) {
                                        zeros.incrementAndGet();
                                    }
                                    ctx.writeAndFlush(line + "\n");
                                })
                        .build();
        self.set(handler);
        Channel server = serve(handler);
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("line\n".repeat(20)));
            await().until(() -> handler.pending() == 20);
            assertThat(handler.running()).isEqualTo(1);
            go.complete(null);
            for (int i = 0; i < 20 * "line\n".length(); i++) {
                assertThat(socket.getInputStream().read()).isPositive();
            }
            await().until(() -> handler.pending() == 0);
        }
        assertThat(zeros).hasValue(0);
    }

    @Test
    void pending_ofMessagesThatACloseDrops_isZero() throws Exception {
        VirtualThreadHandler<String> requests =
                VirtualThreadHandler.perRequest(
                                String.class, (ctx, line) -> Thread.sleep(Duration.ofHours(1)))
                        .build();
        VirtualThreadHandler<String> connections =
                VirtualThreadHandler.<String>perConnection(
                                String.class,
                                connection -> {
                                    connection.receive();
                                    Thread.sleep(Duration.ofHours(1));
                                })
                        .build();
        for (VirtualThreadHandler<String> handler : List.of(requests, connections)) {
            Channel server = serve(handler);
            try (Socket socket = dial(server)) {
                socket.getOutputStream().write(bytes("line\n".repeat(5)));
                await().until(() -> handler.pending() == 5);
            }
            await().until(() -> handler.pending() == 0 && handler.running() == 0);
        }
    }

    @Test
    void perRequest_theNextOneBeginsWhenTheOneBeforeHasReturned() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Client client =
                connect(
                        serve(
                                VirtualThreadHandler.perRequest(
                                                String.class,
                                                (ctx, line) -> {
                                                    most.accumulateAndGet(
                                                            inside.incrementAndGet(), Math::max);
                                                    Thread.sleep(1);
                                                    inside.decrementAndGet();
                                                    ctx.writeAndFlush(line + "\n");
                                                })
                                        .build()));
        for (int i = 0; i < 20; i++) {
            client.send("" + i);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(client.receive()).isEqualTo("" + i);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void perRequest_buffersAreReleased_echoed_andDroppedWithTheConnection() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Channel server =
                EchoServer.start(
                        group,
                        channel ->
                                channel.pipeline()
                                        .addLast(
                                                new FixedLengthFrameDecoder(8),
                                                VirtualThreadHandler.perRequest(
                                                                ByteBuf.class,
                                                                (ctx, frame) -> {
                                                                    if (count.getAndIncrement()
                                                                            < 10) {
                                                                        ctx.writeAndFlush(
                                                                                frame.retain());
                                                                        return;
                                                                    }
                                                                    started.countDown();
                                                                    try {
                                                                        new CountDownLatch(1)
                                                                                .await();
                                                                    } finally {
                                                                        interrupted.countDown();
                                                                    }
                                                                })
                                                        .build()));
        try (Socket socket = dial(server)) {
            for (int i = 0; i < 10; i++) {
                socket.getOutputStream().write(bytes("1234567" + i));
                assertThat(socket.getInputStream().readNBytes(8)).isEqualTo(bytes("1234567" + i));
            }
            socket.getOutputStream().write(bytes("12345678".repeat(20))); // 19 of them wait
            started.await();
        }
        interrupted.await();
    }

    @Test
    void perRequest_closeInterruptsTheOneThatRuns_andDropsThoseThatWait() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        List<String> begun = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(1);
        var handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    begun.add(line);
                                    started.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        end.complete(e);
                                        throw e;
                                    }
                                })
                        .build();
        Client client = connect(serve(handler));
        client.send("first");
        client.send("second");
        started.await();
        client.channel().close();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        await().until(() -> handler.running() == 0 && handler.connections() == 0);
        assertThat(begun).containsExactly("first");
        assertThat(caught).isEmpty(); // nobody is left to be told
    }

    @Test
    void perRequest_aThrowGoesToTheNextHandler_andClosesTheConnection() throws Exception {
        IllegalStateException failure = new IllegalStateException("on purpose");
        Client client =
                connect(
                        serve(
                                VirtualThreadHandler.perRequest(
                                                String.class,
                                                (ctx, line) -> {
                                                    ctx.writeAndFlush("before\n");
                                                    throw failure;
                                                })
                                        .build()));
        client.send("first");
        client.send("second");
        assertThat(client.receive()).isEqualTo("before");
        assertThat(client.receive()).isEqualTo(EchoServer.END);
        assertThat(caught.take()).isSameAs(failure);
        assertThat(caught).isEmpty();
    }

    @Test
    void perRequest_halfClosed_allAnswersAreSent_thenTheConnectionIsClosed() throws Exception {
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                            EchoServer.lines(channel);
                            channel.pipeline()
                                    .addLast(
                                            VirtualThreadHandler.perRequest(
                                                            String.class,
                                                            (ctx, line) -> {
                                                                Thread.sleep(2);
                                                                ctx.writeAndFlush(line + "\n");
                                                            })
                                                    .build());
                        });
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("one\ntwo\nthree\n"));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("one\ntwo\nthree\n");
        }
    }

    @Test
    void perRequest_backPressure_readingStopsAboveTheMark_andGoesOnBelow() throws Exception {
        Semaphore go = new Semaphore(0);
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            accepted.complete(channel);
                            EchoServer.lines(channel);
                            channel.pipeline()
                                    .addLast(
                                            VirtualThreadHandler.perRequest(
                                                            String.class,
                                                            (ctx, line) -> {
                                                                go.acquire();
                                                                ctx.writeAndFlush(line + "\n");
                                                            })
                                                    .maxPending(4)
                                                    .build());
                        });
        Client client = connect(server);
        for (int i = 0; i < 10; i++) {
            client.send("" + i);
        }
        await().until(() -> !accepted.get().config().isAutoRead());
        int more = 500;
        String tail = " ".repeat(900);
        for (int i = 10; i < more; i++) {
            client.send(i + tail);
        }
        go.release(more);
        for (int i = 0; i < more; i++) {
            assertThat(client.receive().strip()).isEqualTo("" + i);
        }
        await().until(() -> accepted.get().config().isAutoRead());
    }

    @Test
    void perRequest_requestLimit_overAllConnections_noneIsForgotten() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        var handler =
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    try {
                                        Thread.sleep(0, 100_000);
                                    } finally {
                                        inside.decrementAndGet(); // one is interrupted
                                    }
                                    ctx.writeAndFlush(line + "\n");
                                })
                        .maxRequests(3)
                        .build();
        Channel server = serve(handler);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(connect(server));
        }
        for (int round = 0; round < 20; round++) {
            for (Client client : clients) {
                client.send("" + round);
            }
        }
        clients.get(0).channel().close(); // one that waits may end
        for (Client client : clients.subList(1, clients.size())) {
            for (int round = 0; round < 20; round++) {
                assertThat(client.receive()).isEqualTo("" + round);
            }
        }
        assertThat(most.get()).isBetween(1, 3);
        await().until(() -> handler.running() == 0);
    }

    @Test
    void n04_whoWaitsForAPermitCloses_theNextOneGetsIt() throws Exception {
        Semaphore go = new Semaphore(0);
        VirtualThreadHandler<String> handler = limitedToOne(go);
        Channel server = serve(handler);
        try (Socket holds = dial(server);
                Socket closes = dial(server);
                Socket waits = dial(server)) {
            await().until(() -> handler.connections() == 3);
            int sent = 0;
            for (Socket socket : List.of(holds, closes, waits)) {
                socket.getOutputStream().write(bytes("line\n"));
                int count = ++sent;
                await().until(() -> handler.pending() == count);
            }
            closes.close();
            await().until(() -> handler.connections() == 2);
            go.release(2);
            assertThat(waits.getInputStream().readNBytes(5)).isEqualTo(bytes("line\n"));
        }
    }

    @Test
    void n04_theEventLoopOfWhoWaitsForAPermitEnds_theNextOneGetsIt() throws Exception {
        Semaphore go = new Semaphore(0);
        VirtualThreadHandler<String> handler = limitedToOne(go);
        Channel server = serve(handler);
        try (BridgeExecutor second = BridgeExecutor.builder().build();
                BridgeEventLoopGroup ends = BridgeEventLoopGroup.open(second)) {
            Channel other =
                    EchoServer.start(
                            ends,
                            channel -> {
                                EchoServer.lines(channel);
                                channel.pipeline().addLast(handler);
                            });
            try (Socket holds = dial(server);
                    Socket waitsThere = dial(other);
                    Socket waits = dial(server)) {
                int sent = 0;
                for (Socket socket : List.of(holds, waitsThere, waits)) {
                    socket.getOutputStream().write(bytes("line\n"));
                    int count = ++sent;
                    await().until(() -> handler.pending() == count);
                }
                ends.close();
                go.release(2);
                assertThat(waits.getInputStream().readNBytes(5)).isEqualTo(bytes("line\n"));
            }
        }
    }

    private static VirtualThreadHandler<String> limitedToOne(Semaphore go) {
        return VirtualThreadHandler.perRequest(
                        String.class,
                        (ctx, line) -> {
                            go.acquire();
                            ctx.writeAndFlush(line + "\n");
                        })
                .maxRequests(1)
                .build();
    }

    @Test
    void connectionLimit_oneTooManyIsClosedAtOnce_andThereIsRoomAgainLater() throws Exception {
        var handler =
                VirtualThreadHandler.perRequest(
                                String.class, (ctx, line) -> ctx.writeAndFlush(line + "\n"))
                        .maxConnections(2)
                        .build();
        Channel server = serve(handler);
        Client first = connect(server);
        Client second = connect(server);
        first.send("a");
        second.send("b");
        assertThat(first.receive() + second.receive()).isEqualTo("ab");
        Client third = connect(server);
        assertThat(third.receive()).isEqualTo(EchoServer.END);
        assertThat(handler.refusedConnections()).isEqualTo(1);
        first.channel().close();
        await().until(() -> handler.connections() == 1);
        Client fourth = connect(server);
        fourth.send("d");
        assertThat(fourth.receive()).isEqualTo("d");
    }

    @Test
    void perRequest_whileTheExecutorCloses_aNewRequestEndsItsConnection() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Channel server =
                serve(
                        VirtualThreadHandler.perRequest(
                                        String.class,
                                        (ctx, line) -> {
                                            started.countDown();
                                            finish.await();
                                            ctx.writeAndFlush("done\n");
                                        })
                                .build());
        try (Socket busy = dial(server);
                Socket late = dial(server)) {
            busy.getOutputStream().write(bytes("first\n"));
            started.await();
            Thread closer = Thread.ofPlatform().start(executor::close);
            await().until(() -> executor.toString().contains("draining"));
            late.getOutputStream().write(bytes("too late\n"));
            assertThat(late.getInputStream().read()).isEqualTo(-1);
            assertThat(caught.take()).isInstanceOf(RejectedExecutionException.class);
            finish.countDown();
            assertThat(busy.getInputStream().readAllBytes()).isEqualTo(bytes("done\n"));
            closer.join();
            assertThat(group.isTerminated()).isTrue();
        }
    }

    @Test
    void theGroupEndsWhileRequestsRun_theirPermitsAndMessagesAreGivenBack() throws Exception {
        Counted.HELD.set(0);
        CountDownLatch started = new CountDownLatch(4);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Runnable stubborn =
                () -> {
                    begun.incrementAndGet();
                    started.countDown();
                    while (finish.getCount() > 0) {
                        try {
                            finish.await();
                        } catch (InterruptedException closed) {
                            // it goes on all the same
                        }
                    }
                };
        VirtualThreadHandler<Counted> requests =
                VirtualThreadHandler.perRequest(Counted.class, (ctx, message) -> stubborn.run())
                        .maxRequests(2)
                        .build();
        VirtualThreadHandler<Counted> connections =
                VirtualThreadHandler.<Counted>perConnection(
                                Counted.class,
                                connection -> {
                                    connection.receive();
                                    stubborn.run();
                                })
                        .build();
        List<Socket> sockets = new ArrayList<>();
        for (VirtualThreadHandler<Counted> handler : List.of(requests, connections)) {
            Channel server =
                    EchoServer.start(
                            group,
                            channel -> {
                                EchoServer.lines(channel);
                                channel.pipeline().addLast(new Counting(), handler);
                            });
            for (int i = 0; i < 2; i++) {
                Socket socket = dial(server);
                sockets.add(socket);
                socket.getOutputStream().write(bytes("line\n".repeat(5)));
            }
        }
        started.await();
        group.close();
        assertThat(requests.connections() + connections.connections()).isZero();
        finish.countDown();
        await().until(() -> requests.running() + connections.running() == 0);
        await().until(() -> Counted.HELD.get() == 0);
        assertThat(begun).hasValue(4);
        for (Socket socket : sockets) {
            socket.close();
        }

        group = BridgeEventLoopGroup.open(executor); // the same handler goes on in another group
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            EchoServer.lines(channel);
                            channel.pipeline().addLast(new Counting(), requests);
                        });
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("line\n".repeat(5)));
            await().until(() -> begun.get() == 9); // there are permits
        }
        await().until(() -> requests.running() == 0 && Counted.HELD.get() == 0);
    }

    @Test
    void perRequest_writesOfTheThread_wakeNobody_inCarrierMode() throws Exception {
        assumeTrue(executor.mode() == BridgeMode.CARRIER, "its threads run elsewhere");
        Channel server =
                serve(
                        VirtualThreadHandler.perRequest(
                                        String.class, (ctx, line) -> ctx.writeAndFlush(line + "\n"))
                                .build());
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("first\n"));
            socket.getInputStream().readNBytes(6);
            var before = executor.counters();
            for (int i = 0; i < 100; i++) {
                socket.getOutputStream().write(bytes("again\n"));
                socket.getInputStream().readNBytes(6);
            }
            var after = executor.counters();
            assertThat(after.foreignSubmits()).isEqualTo(before.foreignSubmits());
            assertThat(after.unparks()).isEqualTo(before.unparks());
        }
    }

    @Test
    void otherMessagesGoToTheNextHandler() throws Exception {
        CompletableFuture<Object> passed = new CompletableFuture<>();
        Channel server =
                EchoServer.start(
                        group,
                        channel ->
                                channel.pipeline()
                                        .addLast(
                                                VirtualThreadHandler.perRequest(
                                                                Integer.class, (ctx, n) -> {})
                                                        .build(),
                                                new ChannelInboundHandlerAdapter() {
                                                    @Override
                                                    public void channelRead(
                                                            ChannelHandlerContext ctx, Object m) {
                                                        passed.complete(m.getClass());
                                                        ((ByteBuf) m).release();
                                                    }
                                                }));
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(1);
            assertThat((Class<?>) passed.get()).isAssignableTo(ByteBuf.class);
        }
    }

    @Test
    void onAnotherEventLoopItIsRefused_andSaysWhy() throws Exception {
        try (var foreign = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory())) {
            LocalServerChannel channel = new LocalServerChannel();
            channel.pipeline().addLast(new Caught());
            foreign.register(channel).sync();
            channel.pipeline()
                    .addFirst(
                            VirtualThreadHandler.perRequest(Object.class, (ctx, message) -> {})
                                    .build());
            assertThat(caught.poll(30, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .hasMessageContaining("which is registered with")
                    .hasMessageContaining("give the bootstrap a BridgeEventLoopGroup");
            channel.bind(LocalAddress.ANY).sync();
            channel.close().sync();
            foreign.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    @SuppressWarnings("deprecation") // users have it all the same
    void withAnExecutorOfItsOwnItIsRefused_andSaysWhy() throws Exception {
        try (var own = new DefaultEventExecutorGroup(1)) {
            Channel server =
                    EchoServer.start(
                            group,
                            channel ->
                                    channel.pipeline()
                                            .addLast(new Caught())
                                            .addLast(
                                                    own,
                                                    VirtualThreadHandler.perRequest(
                                                                    Object.class, (ctx, m) -> {})
                                                            .build())
                                            .addLast(own, new Caught()));
            try (Socket socket = dial(server)) {
                assertThat(caught.poll(30, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .rootCause()
                        .hasMessageContaining("with an executor of its own, ")
                        .hasMessageContaining("DefaultEventExecutor")
                        .hasMessageContaining("add it without an EventExecutorGroup");
            }
            own.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> VirtualThreadHandler.perRequest(null, (ctx, message) -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("type");
        assertThatThrownBy(() -> VirtualThreadHandler.perConnection(String.class, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
        var builder = VirtualThreadHandler.perRequest(String.class, (ctx, message) -> {});
        assertThatThrownBy(() -> builder.maxPending(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPending(0): must be positive. Leave it out for 64 messages.");
        assertThatThrownBy(() -> builder.maxConnections(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxRequests(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxRequests(0): must be positive. Leave it out for no limit.");
    }

    // per connection

    @Test
    void perConnection_receivesInOrder_andEndsWithNull() throws Exception {
        CompletableFuture<List<String>> all = new CompletableFuture<>();
        var handler =
                VirtualThreadHandler.<String>perConnection(
                                String.class,
                                connection -> {
                                    List<String> got = new ArrayList<>();
                                    String line;
                                    while ((line = connection.receive()) != null) {
                                        got.add(line);
                                        connection.context().writeAndFlush(line + "\n");
                                    }
                                    all.complete(got);
                                })
                        .build();
        Client client = connect(serve(handler));
        for (int i = 0; i < 1000; i++) {
            client.send("" + i);
            if (i % 7 == 0) {
                for (int j = i; j >= Math.max(0, i - 6); j--) {
                    client.receive();
                }
            }
        }
        await().until(() -> client.lines().size() >= 4);
        client.channel().close();
        assertThat(all.get()).hasSize(1000).startsWith("0", "1").endsWith("998", "999");
        await().until(() -> handler.running() == 0 && handler.connections() == 0);
        assertThat(caught).isEmpty();
    }

    @Test
    void perConnection_closeInterruptsOneThatDoesNotReceive() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        CountDownLatch working = new CountDownLatch(1);
        Client client =
                connect(
                        serve(
                                VirtualThreadHandler.<String>perConnection(
                                                String.class,
                                                connection -> {
                                                    connection.receive();
                                                    working.countDown();
                                                    try {
                                                        new CountDownLatch(1).await();
                                                    } catch (InterruptedException e) {
                                                        end.complete(e);
                                                    }
                                                    assertThat(connection.receive()).isNull();
                                                })
                                        .build()));
        client.send("go");
        working.await();
        client.channel().close();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(caught).isEmpty();
    }

    @Test
    void perConnection_aReturnClosesTheConnection_afterAllThatWasWritten() throws Exception {
        Channel server =
                serve(
                        VirtualThreadHandler.<String>perConnection(
                                        String.class,
                                        connection -> {
                                            connection.receive();
                                            String much = "x".repeat(1 << 20);
                                            for (int i = 0; i < 16; i++) {
                                                connection.context().write(much);
                                            }
                                            connection.context().flush();
                                        })
                                .build());
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("go\n"));
            assertThat(socket.getInputStream().readAllBytes()).hasSize(16 << 20);
        }
    }

    /** A message that counts how many of its kind are held. */
    private static final class Counted extends AbstractReferenceCounted {
        static final AtomicInteger HELD = new AtomicInteger();

        Counted() {
            HELD.incrementAndGet();
        }

        @Override
        protected void deallocate() {
            HELD.decrementAndGet();
        }

        @Override
        public Counted touch(Object hint) {
            return this;
        }
    }

    /** Makes one of each line. */
    private static final class Counting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object line) {
            ctx.fireChannelRead(new Counted());
        }
    }

    @Test
    void messagesAreReleased_byTheNextReceive_byAReturn_byAThrow_andByTheEnd() throws Exception {
        Counted.HELD.set(0);
        BlockingQueue<Integer> held = new LinkedBlockingQueue<>();
        ConnectionHandler<Counted> receives =
                connection -> {
                    Counted kept = (Counted) connection.receive().retain();
                    connection.receive();
                    held.add(kept.refCnt()); // that of the test
                    kept.release();
                    held.add(kept.refCnt());
                }; // and 8 are left
        RequestHandler<Counted> throwsThird =
                (ctx, message) -> {
                    held.add(message.refCnt());
                    if (held.size() == 5) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        for (ChannelHandler handler :
                List.of(
                        VirtualThreadHandler.perConnection(Counted.class, receives).build(),
                        VirtualThreadHandler.perRequest(Counted.class, throwsThird).build())) {
            Channel server =
                    EchoServer.start(
                            group,
                            channel -> {
                                EchoServer.lines(channel);
                                channel.pipeline().addLast(new Counting(), handler, new Caught());
                            });
            try (Socket socket = dial(server)) {
                socket.getOutputStream().write(bytes("line\n".repeat(10)));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            await().until(() -> Counted.HELD.get() == 0);
        }
        assertThat(held).containsExactly(1, 0, 1, 1, 1);
        assertThat(caught.take()).hasMessage("on purpose");
    }

    @Test
    void perConnection_aResetIsAnException() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Channel server =
                serve(
                        VirtualThreadHandler.<String>perConnection(
                                        String.class,
                                        connection -> {
                                            try {
                                                while (connection.receive() != null) {}
                                                end.complete(null);
                                            } catch (Exception e) {
                                                end.complete(e);
                                            }
                                        })
                                .build());
        try (SocketChannel raw = SocketChannel.open(server.localAddress())) {
            raw.setOption(StandardSocketOptions.SO_LINGER, 0);
            raw.write(ByteBuffer.wrap(bytes("hello\n")));
        }
        Throwable seen = end.get();
        if (seen != null) { // a reset may be seen as an end
            assertThat(seen).isInstanceOf(IOException.class).hasMessageContaining("failed");
        }
    }

    @Test
    void perConnection_closedWhileTheBodyWorks_theNextReceiveTellsItAndTakesTheInterruptBack()
            throws Exception {
        CountDownLatch works = new CountDownLatch(1);
        CompletableFuture<String> end = new CompletableFuture<>();
        Channel server =
                serve(
                        VirtualThreadHandler.<String>perConnection(
                                        String.class,
                                        connection -> {
                                            try {
                                                String first = connection.receive();
                                                works.countDown();
                                                while (!Thread.currentThread().isInterrupted()) {
                                                    Thread.yield(); // computes
                                                }
                                                String next = connection.receive();
                                                boolean flag = Thread.interrupted();
                                                end.complete(first + ", " + next + ", " + flag);
                                            } catch (Exception e) {
                                                end.completeExceptionally(e);
                                            }
                                        })
                                .build());
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("hello\n"));
            works.await();
        }
        assertThat(end.get()).isEqualTo("hello, null, false");
    }

    @Test
    void perConnection_whatCannotBeDecoded_isAnException() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Channel server =
                serve(
                        VirtualThreadHandler.<String>perConnection(
                                        String.class,
                                        connection -> {
                                            try {
                                                connection.receive();
                                                end.complete(null);
                                            } catch (Exception e) {
                                                end.complete(e);
                                                throw e;
                                            }
                                        })
                                .build());
        try (Socket socket = dial(server)) {
            socket.getOutputStream().write(bytes("x".repeat(5_000) + "\n"));
            assertThat(end.get())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(TooLongFrameException.class);
            assertThat(caught.take()).isSameAs(end.get());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void perConnection_backPressure() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        CountDownLatch go = new CountDownLatch(1);
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            accepted.complete(channel);
                            EchoServer.lines(channel);
                            channel.pipeline()
                                    .addLast(
                                            VirtualThreadHandler.<String>perConnection(
                                                            String.class,
                                                            connection -> {
                                                                go.await();
                                                                String line;
                                                                while ((line = connection.receive())
                                                                        != null) {
                                                                    connection
                                                                            .context()
                                                                            .writeAndFlush(
                                                                                    line + "\n");
                                                                }
                                                            })
                                                    .maxPending(4)
                                                    .build());
                        });
        Client client = connect(server);
        int count = 1_000;
        for (int i = 0; i < count; i++) {
            client.send("" + i);
        }
        await().until(() -> !accepted.get().config().isAutoRead());
        go.countDown();
        for (int i = 0; i < count; i++) {
            assertThat(client.receive()).isEqualTo("" + i);
        }
        await().until(() -> accepted.get().config().isAutoRead());
    }

    @Test
    void e06_closeOfTheExecutorWithTime_endsConnectionsThatWaitForMessages() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Client client =
                connect(
                        serve(
                                VirtualThreadHandler.<String>perConnection(
                                                String.class,
                                                connection -> {
                                                    try {
                                                        connection.receive();
                                                        connection.receive();
                                                        end.complete(null);
                                                    } catch (Throwable thrown) {
                                                        end.complete(thrown);
                                                        throw thrown;
                                                    }
                                                })
                                        .build()));
        client.send("hello");
        await().until(() -> executor.counters().events() > 0);
        executor.close(Duration.ZERO);
        end.get(30, TimeUnit.SECONDS); // it has ended, one way or the other
        assertThat(group.terminationFuture().await(30, TimeUnit.SECONDS)).isTrue();
    }
}
