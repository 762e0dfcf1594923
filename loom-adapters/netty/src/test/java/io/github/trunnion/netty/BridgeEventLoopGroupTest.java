package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.netty.EchoServer.Client;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Event loops on carriers, as bootstraps and libraries use them. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class BridgeEventLoopGroupTest {

    @ParameterizedTest
    @EnumSource
    void aVirtualThreadTalksToAServerOnItsOwnCarrier(NettyTransport transport) throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
            Channel server = EchoServer.start(group);
            CompletableFuture<List<String>> answers = new CompletableFuture<>();
            executor.newThread(
                            "client",
                            () -> {
                                try {
                                    Client client =
                                            Client.connect(group, group.socketChannel(), server);
                                    List<String> got = new ArrayList<>();
                                    for (int i = 0; i < 100; i++) {
                                        client.send("line " + i);
                                        got.add(client.receive());
                                    }
                                    NettyFutures.await(client.channel().close());
                                    answers.complete(got);
                                } catch (Throwable thrown) {
                                    answers.completeExceptionally(thrown);
                                }
                            })
                    .start();
            assertThat(answers.get()).hasSize(100).startsWith("line 0").endsWith("line 99");
            assertThat(executor.counters().conflicts()).isZero();
        }
    }

    @Test
    void next_prefersTheCarrierOfTheCaller_elsewhereTheyTakeTurns() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(3).build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            List<EventLoop> loops = new ArrayList<>();
            for (EventExecutor loop : group) {
                loops.add((EventLoop) loop);
            }
            assertThat(loops).hasSize(3).doesNotHaveDuplicates();
            assertThat(List.of(group.next(), group.next(), group.next()))
                    .containsExactlyInAnyOrderElementsOf(cast(loops));
            for (BridgeCarrier carrier : executor.carriers()) {
                IoEventLoop inPoll = carrier.spawn(cx -> Poll.ready(group.next())).get();
                assertThat(inPoll).isSameAs(loops.get(carrier.index()));
                assertThat(inPoll.submit(group::next).get()).isSameAs(inPoll);
                assertThat(inPoll.parent()).isSameAs(group);
                CompletableFuture<EventLoop> onThread = new CompletableFuture<>();
                inPoll.execute(
                        () ->
                                executor.newThread(null, () -> onThread.complete(group.next()))
                                        .start());
                assertThat(onThread.get()).isSameAs(inPoll);
            }
        }
    }

    private static List<IoEventLoop> cast(List<EventLoop> loops) {
        return loops.stream().map(IoEventLoop.class::cast).toList();
    }

    @Test
    void aVirtualThreadIsNotInTheEventLoop_itsTasksRunThere_alsoWithoutAnyIo() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            EventLoop loop = group.next();
            CompletableFuture<Boolean> inside = new CompletableFuture<>();
            CompletableFuture<Boolean> ran = new CompletableFuture<>();
            CompletableFuture<String> later = new CompletableFuture<>();
            executor.newThread(
                            null,
                            () -> {
                                inside.complete(loop.inEventLoop());
                                loop.execute(() -> ran.complete(loop.inEventLoop()));
                                loop.schedule(
                                        () -> later.complete("later"), 5, TimeUnit.MILLISECONDS);
                            })
                    .start();
            assertThat(inside.get()).isFalse();
            assertThat(ran.get()).isTrue();
            assertThat(later.get()).isEqualTo("later");
            assertThat(group.submit(() -> "from outside").get()).isEqualTo("from outside");
            assertThat(group.schedule(() -> "timed", 5, TimeUnit.MILLISECONDS).get())
                    .isEqualTo("timed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void executorClosesFirst_channelsCloseAndTheGroupIsTerminated(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        BridgeExecutor executor = BridgeExecutor.builder().build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
        Channel server = EchoServer.start(group);
        Client client = Client.connect(group, group.socketChannel(), server);
        executor.close();
        assertThat(group.terminationFuture().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(group.isTerminated()).isTrue();
        assertThat(server.isOpen() || client.channel().isOpen()).isFalse();
        assertThat(client.channel().closeFuture().isSuccess()).isTrue();
        assertThat(client.receive()).isEqualTo(EchoServer.END);
        group.close();
        assertThatThrownBy(() -> group.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("was shut down with its executor");
        assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor, transport))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("only an open executor");
    }

    @SuppressWarnings("deprecation")
    @ParameterizedTest
    @EnumSource
    void groupShutsDownFirst_theExecutorLivesOn_andTakesAnotherGroup(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(2).build()) {
            for (int i = 0; i < 3; i++) {
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
                Channel server = EchoServer.start(group);
                Client client = Client.connect(group, group.socketChannel(), server);
                client.send("hello");
                assertThat(client.receive()).isEqualTo("hello");
                Future<?> end = group.shutdownGracefully(0, 10, TimeUnit.SECONDS);
                assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(group.shutdownGracefully()).isSameAs(end);
                assertThat(group.isTerminated()).isTrue();
                assertThat(client.channel().isOpen()).isFalse();
                assertThat(executor.spawn(cx -> Poll.ready("alive")).get()).isEqualTo("alive");
            }
            BridgeEventLoopGroup last = BridgeEventLoopGroup.open(executor, transport);
            last.shutdown();
            assertThat(last.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void quietPeriod_takesTasksAndLeavesTheCarrierFree_untilTheExecutorCloses(
            NettyTransport transport) throws Exception {
        Transports.require(transport);
        BridgeExecutor executor = BridgeExecutor.builder().build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
        Channel server = EchoServer.start(group);
        Future<?> end = group.shutdownGracefully(1, 2, TimeUnit.HOURS);
        assertThat(group.isShuttingDown()).isTrue();
        NettyFutures.await(server.closeFuture());
        for (int i = 0; i < 100; i++) {
            assertThat(group.next().submit(() -> "accepted").get()).isEqualTo("accepted");
            assertThat(executor.spawn(cx -> Poll.ready("free")).get()).isEqualTo("free");
        }
        assertThat(end.isDone()).isFalse();
        executor.close();
        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aTimerFarAway_isCancelledByTheEnd_andDoesNotDelayIt(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        BridgeExecutor executor = BridgeExecutor.builder().build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
        Future<?> timer = group.schedule(() -> {}, 1, TimeUnit.HOURS);
        group.submit(() -> "armed").get();
        executor.spawn(PollFutures.sleep(Duration.ofMillis(5))).get();
        TaskFuture<?> sleep = executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
        group.submit(() -> "armed").get();
        sleep.cancel(true);
        executor.close();
        assertThat(group.isTerminated()).isTrue();
        assertThat(timer.isCancelled()).isTrue();
    }

    @Test
    void quietPeriod_ends() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
            Future<?> end = group.shutdownGracefully(20, 1_000_000, TimeUnit.MILLISECONDS);
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            BridgeEventLoopGroup direct = BridgeEventLoopGroup.open(executor);
            direct.next().shutdownGracefully(20, 1_000_000, TimeUnit.MILLISECONDS);
            assertThat(direct.terminationFuture().await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aChannelThatIsRegisteredAfterTheEnd_isClosed_andItsFutureSaysWhy() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
            group.close();
            ChannelFuture connect =
                    new Bootstrap()
                            .group(group)
                            .channel(group.socketChannel())
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect("127.0.0.1", 1);
            assertThatThrownBy(() -> NettyFutures.await(connect))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("was shut down: its event loops take no tasks");
            assertThat(connect.channel().isOpen()).isFalse();
        }
    }

    @Test
    void anExecutorHasOneGroupAtATime_ofOneTransport() {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group =
                        BridgeEventLoopGroup.open(executor, NettyTransport.NIO)) {
            assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor, NettyTransport.NIO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one group of event loops at a time");
            if (NettyTransport.EPOLL.isAvailable()) {
                assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor, NettyTransport.EPOLL))
                        .isInstanceOf(ReactorConflictException.class)
                        .hasMessageContaining("NIO")
                        .hasMessageContaining("EPOLL");
            }
            assertThat(group.isIoType(NioIoHandler.class)).isTrue();
            assertThat(group.executor()).isSameAs(executor);
            assertThat(group.transport()).isSameAs(NettyTransport.NIO);
        }
    }

    @Test
    void carrierBusy_itsLastChannelIsClosedElsewhere_theGroupOpensRightAfterThat()
            throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            PollPipe pipe = PollPipe.open();
            TaskFuture<Integer> read = executor.spawn(pipe.read(ByteBuffer.allocate(1)));
            executor.spawn(pipe.write(ByteBuffer.allocate(1))).get();
            assertThat(read.get()).isEqualTo(1);
            CountDownLatch busy = new CountDownLatch(1);
            executor.execute(() -> Latches.awaitQuietly(busy));
            pipe.close();
            FutureTask<BridgeEventLoopGroup> opened =
                    new FutureTask<>(() -> BridgeEventLoopGroup.open(executor));
            Thread opener = Thread.ofPlatform().start(opened);
            await().until(() -> opener.getState() == Thread.State.WAITING);
            busy.countDown();
            opened.get(20, TimeUnit.SECONDS).close();
            assertThat(executor.counters().conflicts()).isZero();
        }
    }

    @Test
    void c04_aFutureOfAnotherReactorConflicts_andTheNettyChannelsAreUnaffected() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
                PollPipe pipe = PollPipe.open();
                SelectorReactor.Detached detached = SelectorReactor.detached();
                PollPipe beside = PollPipe.open(detached)) {
            assertThatThrownBy(() -> executor.spawn(pipe.read(ByteBuffer.allocate(1))).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ReactorConflictException.class)
                    .hasMessageContaining("NettyReactor[");
            var read = executor.spawn(beside.read(ByteBuffer.allocate(1)));
            executor.spawn(beside.write(ByteBuffer.allocate(1))).get();
            assertThat(read.get()).isEqualTo(1); // a reactor with a thread of its own is a way out
            Channel server = EchoServer.start(group);
            Client client = Client.connect(group, group.socketChannel(), server);
            client.send("hello");
            assertThat(client.receive()).isEqualTo("hello");
        }
    }

    @Test
    void e08_connectionsOfAServer_areSpreadOverTheCarriers() throws Exception {
        int carriers = 4;
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(carriers).build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            Queue<EventLoop> accepted = new ConcurrentLinkedQueue<>();
            Channel server =
                    EchoServer.start(
                            group,
                            channel -> {
                                accepted.add(channel.eventLoop());
                                channel.pipeline().addLast(EchoServer.echo());
                            });
            for (int i = 0; i < 3 * carriers; i++) {
                Client client = Client.connect(group, group.socketChannel(), server);
                client.send("hello");
                assertThat(client.receive()).isEqualTo("hello");
            }
            Map<EventLoop, Long> each =
                    accepted.stream().collect(Collectors.groupingBy(l -> l, Collectors.counting()));
            assertThat(each.values()).containsOnly(3L).hasSize(carriers);
        }
    }

    @Test
    void e08_channelsOfOtherThreads_takeTurns() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(2).build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            Set<EventLoop> loops = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                Channel channel = group.socketChannel().getDeclaredConstructor().newInstance();
                group.register(channel).sync();
                loops.add(channel.eventLoop());
            }
            assertThat(loops).hasSize(2);
        }
    }

    @Test
    void c04_oneOfTwoCarriersHoldsAnotherReactor_theOtherOneIsGivenBack() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(2).build()) {
            PollPipe second = PollPipe.open();
            var read = executor.carriers().get(1).spawn(second.read(ByteBuffer.allocate(1)));
            executor.carriers()
                    .get(1)
                    .spawn(cx -> Poll.ready(cx.reactor().held()))
                    .get(); // the read has been polled
            for (int i = 0; i < 20; i++) { // each finds the first carrier free
                assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor))
                        .isInstanceOf(ReactorConflictException.class)
                        .hasMessageContaining("SelectorReactor");
            }
            read.cancel(true);
            second.close();
            executor.carriers().get(1).spawn(cx -> Poll.ready(1)).get();
            await().ignoreExceptions()
                    .until(
                            () -> {
                                BridgeEventLoopGroup.open(executor).close();
                                return true;
                            });
        }
    }

    @Test
    void e07_openingOrWaitingOnALoopThreadIsRefused_closingThereBegins() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeExecutor other = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            assertThatThrownBy(
                            () ->
                                    other.spawn(cx -> Poll.ready(BridgeEventLoopGroup.open(other)))
                                            .get())
                    .hasCauseInstanceOf(BlockingNotAllowedException.class);
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            group.execute(
                    () -> {
                        try {
                            group.awaitTermination(1, TimeUnit.SECONDS);
                            refused.complete(null);
                        } catch (Throwable thrown) {
                            refused.complete(thrown);
                        }
                        group.close();
                    });
            assertThat(refused.get()).isInstanceOf(BlockingNotAllowedException.class);
            assertThat(group.terminationFuture().await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void badArgumentsAreRefused() {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            assertThatThrownBy(() -> BridgeEventLoopGroup.open(null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> BridgeEventLoopGroup.open(executor, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> group.shutdownGracefully(2, 1, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 <= quietPeriod <= timeout");
            assertThatThrownBy(() -> group.shutdownGracefully(-1, 1, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(group.isShuttingDown()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void e02_handOffsOneAtATime_noneIsLost(NettyTransport transport) throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
            List<CompletableFuture<Integer>> givers = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                CompletableFuture<Integer> giver = new CompletableFuture<>();
                givers.add(giver);
                Runnable body =
                        () -> {
                            int sum = 0;
                            for (int i = 0; i < 2_000; i++) {
                                CompletableFuture<Integer> taken = new CompletableFuture<>();
                                group.execute(() -> taken.complete(1));
                                sum += taken.join(); // a lost wake-up would hang here
                            }
                            giver.complete(sum);
                        };
                if (t == 0) {
                    executor.newThread(null, body).start();
                } else {
                    Thread.ofPlatform().daemon().start(body);
                }
            }
            for (CompletableFuture<Integer> giver : givers) {
                assertThat(giver.get()).isEqualTo(2_000);
            }
        }
    }

    @Test
    void manyThreadsGiveTasks_eachRunsOnce() throws Exception {
        int threads = 4;
        int each = 20_000;
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
            int[] count = new int[1]; // confined to the event loop
            CountDownLatch done = new CountDownLatch(threads * each);
            for (int t = 0; t < threads; t++) {
                Runnable body =
                        () -> {
                            for (int i = 0; i < each; i++) {
                                group.execute(
                                        () -> {
                                            count[0]++;
                                            done.countDown();
                                        });
                            }
                        };
                if (t % 2 == 0) {
                    Thread.ofPlatform().start(body);
                } else {
                    executor.newThread(null, body).start();
                }
            }
            done.await();
            assertThat(group.submit(() -> count[0]).get()).isEqualTo(threads * each);
        }
    }
}
