package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.netty.EchoServer.Client;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The reactor that futures bring through their context, without a group. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class NettyReactorTest {

    /** Connects in the reactor of its context, waits for the close of the peer, and closes. */
    private static final class Dial implements PollFuture<String> {
        private final NettyTransport transport;
        private final SocketAddress address;
        private ReactorLease<NettyReactor> lease;
        private PollFuture<Void> connect;
        private ChannelFuture connecting;

        Dial(NettyTransport transport, SocketAddress address) {
            this.transport = transport;
            this.address = address;
        }

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            if (lease == null) {
                lease = NettyReactor.acquire(cx.reactor(), transport);
                connecting =
                        new Bootstrap()
                                .group(lease.hook().eventLoop())
                                .channel(lease.hook().transport().socketChannel())
                                .handler(EchoServer.initializer(channel -> {}))
                                .connect(address);
                connect = NettyFutures.toPollFuture(connecting);
            }
            if (connect.poll(cx).isReady()) {
                connecting.channel().close();
                lease.close();
                return Poll.ready(cx.reactor().held().toString());
            }
            return Poll.pending();
        }
    }

    @ParameterizedTest
    @EnumSource
    void c02_aFutureBringsTheReactor_onAnExecutor_andInBlockOn(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        try (BridgeExecutor servers = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(servers);
                BridgeExecutor executor = BridgeExecutor.builder().name("dial").build()) {
            Channel server = EchoServer.start(group);
            for (int i = 0; i < 3; i++) {
                assertThat(executor.spawn(new Dial(transport, server.localAddress())).get())
                        .contains("NettyReactor[dial-0, " + transport);
                assertThat(BlockOn.run(new Dial(transport, server.localAddress())))
                        .contains("NettyReactor[");
            }
            assertThat(executor.counters().parksHook()).isPositive();
        }
    }

    @Test
    void c06_idleItIsReplacedByAnotherKind_andReplacesAnother() throws Exception {
        try (BridgeExecutor servers = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(servers);
                BridgeExecutor executor = BridgeExecutor.builder().build()) {
            Channel server = EchoServer.start(group);
            NettyTransport transport = NettyTransport.best();
            for (int i = 0; i < 3; i++) {
                executor.spawn(new Dial(transport, server.localAddress())).get();
                PollPipe pipe = PollPipe.open();
                TaskFuture<Integer> read = executor.spawn(pipe.read(ByteBuffer.allocate(1)));
                executor.spawn(pipe.write(ByteBuffer.allocate(1))).get();
                assertThat(read.get()).isEqualTo(1);
                executor.spawn(
                                cx -> {
                                    pipe.close();
                                    return Poll.ready(null);
                                })
                        .get(); // on the carrier, so it has let go
            }
            // replaced by a wait in place: on the carrier, but not on its thread
            executor.spawn(new Dial(transport, server.localAddress())).get();
            var end = new CompletableFuture<Integer>();
            executor.newThread(
                            null,
                            () -> {
                                try (PollPipe pipe = PollPipe.open()) {
                                    pipe.write(ByteBuffer.allocate(1))
                                            .poll(Context.of(Wakers.noop()));
                                    end.complete(executor.await(pipe.read(ByteBuffer.allocate(1))));
                                } catch (Throwable thrown) {
                                    end.completeExceptionally(thrown);
                                }
                            })
                    .start();
            assertThat(end.get()).isEqualTo(1);
        }
    }

    @Test
    void c04_anotherTransport_orAnotherKind_conflicts() throws Exception {
        assumeTrue(NettyTransport.EPOLL.isAvailable(), "one transport only");
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group =
                        BridgeEventLoopGroup.open(executor, NettyTransport.EPOLL)) {
            PollFuture<Object> nio =
                    cx -> Poll.ready(NettyReactor.acquire(cx.reactor(), NettyTransport.NIO));
            assertThatThrownBy(() -> executor.spawn(nio).get())
                    .hasCauseInstanceOf(ReactorConflictException.class)
                    .hasMessageContaining("EPOLL")
                    .hasMessageContaining("NIO");
            PollFuture<Object> selector =
                    cx -> {
                        return Poll.ready(
                                cx.reactor().acquire(SelectorReactor.class, SelectorReactor::open));
                    };
            assertThatThrownBy(() -> executor.spawn(selector).get())
                    .hasCauseInstanceOf(ReactorConflictException.class);
            assertThat(group.submit(() -> "alive").get()).isEqualTo("alive");
        }
    }

    @Test
    void c05_aContextWithoutASlot_andAVirtualLoop_areRefused() throws Exception {
        assertThatThrownBy(
                        () ->
                                NettyReactor.acquire(
                                        Context.of(Wakers.noop()).reactor(), NettyTransport.NIO))
                .isInstanceOf(ReactorUnsupportedException.class);
        assumeTrue(Runtime.version().feature() >= 24, "no virtual loops");
        try (BridgeExecutor executor = BridgeExecutor.builder().virtualLoop(true).build()) {
            assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor, NettyTransport.NIO))
                    .isInstanceOf(ReactorUnsupportedException.class)
                    .hasMessageContaining("a virtual thread");
        }
    }

    @Test
    void h02_aParkOnAnotherThreadIsRefused_andNamesBoth() throws Exception {
        NettyReactor reactor = NettyReactor.factory(NettyTransport.NIO).create(new HandHost());
        Throwable[] thrown = new Throwable[1];
        Thread stranger =
                Thread.ofPlatform()
                        .name("stranger")
                        .start(
                                () -> {
                                    try {
                                        reactor.park(0);
                                    } catch (Throwable refused) {
                                        thrown[0] = refused;
                                    }
                                });
        stranger.join();
        assertThat(thrown[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stranger")
                .hasMessageContaining(Thread.currentThread().getName());
        reactor.close();
    }

    /** A server on the event loop of the reactor, which is parked in here. */
    private static Channel bind(NettyReactor reactor, NettyTransport transport) throws Exception {
        ChannelFuture bind =
                new ServerBootstrap()
                        .group(reactor.eventLoop())
                        .channel(transport.serverSocketChannel())
                        .childHandler(EchoServer.initializer(channel -> {}))
                        .bind("127.0.0.1", 0);
        while (!bind.isDone()) {
            reactor.park(1_000_000);
        }
        return bind.channel();
    }

    @ParameterizedTest
    @EnumSource
    void h05_aFailure_closesChannels_failsWhoWaitsThere_andEachLaterPark(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        NettyReactor reactor = NettyReactor.factory(transport).create(new HandHost());
        IoEventLoop loop = reactor.eventLoop();
        Channel server = bind(reactor, transport);
        PollFuture<Void> close = NettyFutures.toPollFuture(server.closeFuture());
        assertThat(close.poll(Context.of(Wakers.noop())).isReady()).isFalse();
        Error failure = new StackOverflowError("on purpose");
        CompletableFuture<Void> woken = new CompletableFuture<>();
        reactor.waiters()
                .add(
                        new Waiters.Waiter() {
                            @Override
                            void wake() {
                                woken.complete(null);
                            }
                        });
        reactor.failed(failure);
        assertThat(woken).isDone();
        assertThat(close.poll(Context.of(Wakers.noop())).isReady()).isTrue();
        assertThat(server.isOpen()).isFalse();
        assertThat(loop.isTerminated()).isTrue();
        assertThatThrownBy(() -> reactor.park(0))
                .isInstanceOf(ReactorFailedException.class)
                .hasCause(failure);
        reactor.close();
        reactor.close();
        reactor.unpark();
        assertThat(reactor.toString()).contains("failed");
    }

    @ParameterizedTest
    @EnumSource
    void h03_unparkBeforeThePark_alsoWithTasksBehindIt_theParkDoesNotBlock(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        NettyReactor reactor = NettyReactor.factory(transport).create(new HandHost());
        reactor.unpark();
        reactor.park(Long.MAX_VALUE);
        IoEventLoop loop = reactor.eventLoop();
        Thread other = Thread.ofPlatform().start(() -> loop.execute(() -> {}));
        other.join();
        reactor.unpark();
        reactor.park(0); // runs the task, and has obeyed
        reactor.unpark();
        reactor.park(Long.MAX_VALUE);
        reactor.close();
    }

    @ParameterizedTest
    @EnumSource
    void n06_eachParkHasATask_eventsAreLookedAtAllTheSame(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        NettyReactor reactor = NettyReactor.factory(transport).create(new HandHost());
        IoEventLoop loop = reactor.eventLoop();
        Channel server = bind(reactor, transport);
        ChannelFuture connect =
                new Bootstrap()
                        .group(loop)
                        .channel(transport.socketChannel())
                        .handler(EchoServer.initializer(channel -> {}))
                        .connect(server.localAddress());
        for (int i = 0; i < 10_000 && !connect.isDone(); i++) {
            loop.execute(() -> {});
            reactor.park(Long.MAX_VALUE);
        }
        assertThat(connect.isSuccess()).isTrue();
        reactor.close();
    }

    @Test
    void aTaskThatThrows_isLoggedByNetty_andTheLoopGoesOn() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            group.execute(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    });
            assertThat(group.submit(() -> "alive").get()).isEqualTo("alive");
        }
    }

    @Test
    void f07_whoWaitsForAChannelThatCloses_learnsIt() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
            Channel server = EchoServer.start(group);
            Client client = Client.connect(group, group.socketChannel(), server);
            client.channel().close().sync();
            TaskFuture<Void> write =
                    executor.spawn(NettyFutures.toPollFuture(client.channel().writeAndFlush("x")));
            assertThatThrownBy(() -> write.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ClosedChannelException.class);
            group.close();
        }
    }

    @Test
    void anUnavailableTransportSaysWhatToDo() {
        for (NettyTransport transport : NettyTransport.values()) {
            if (!transport.isAvailable()) {
                assertThatThrownBy(() -> NettyReactor.factory(transport))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Add Netty's artifact for it");
            }
        }
        assertThat(NettyTransport.best().isAvailable()).isTrue();
        assertThat(NettyTransport.NIO.unavailability()).isNull();
    }

    @Test
    void roundsUpToMilliseconds() {
        assertThat(NettyReactor.roundUp(1)).isEqualTo(1_000_000);
        assertThat(NettyReactor.roundUp(1_000_000)).isEqualTo(1_000_000);
        assertThat(NettyReactor.roundUp(1_000_001)).isEqualTo(2_000_000);
        assertThat(NettyReactor.roundUp(Long.MAX_VALUE)).isPositive();
        assertThat(NettyReactor.roundUp(Long.MAX_VALUE - 1) % 1_000_000).isZero();
    }
}
