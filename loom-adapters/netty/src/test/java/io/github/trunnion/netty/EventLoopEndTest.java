package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHost;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What comes to an event loop too late, and what is left of it. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class EventLoopEndTest {
    private static final long MANY = 200;

    @ParameterizedTest
    @EnumSource
    void e02_taskForAnEventLoopOfThePast_thenForeignSpawn_theCarrierWakes(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup past = BridgeEventLoopGroup.open(executor, transport);
            IoEventLoop late = past.next();
            past.close();
            try (BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
                for (int i = 0; i < MANY; i++) {
                    awaitParked(executor);
                    tryExecute(late);
                    TaskFuture<String> spawned = executor.spawn(cx -> Poll.ready("awake"));
                    assertThat(spawned.get(20, TimeUnit.SECONDS)).isEqualTo("awake");
                }
                assertThat(group.submit(() -> "awake").get(20, TimeUnit.SECONDS))
                        .isEqualTo("awake");
            }
        }
    }

    /** Until the carrier has gone to sleep once more, as far as its counters tell. */
    private static void awaitParked(BridgeExecutor executor) throws InterruptedException {
        long parks = executor.counters().parksHook();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
        while (executor.counters().parksHook() == parks && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static void tryExecute(IoEventLoop late) {
        try {
            late.execute(() -> {});
        } catch (RejectedExecutionException expected) {
            // it has ended
        }
    }

    @ParameterizedTest
    @EnumSource
    void e06_taskAfterTheEventLoopEnded_isRejected_neverInLimbo(NettyTransport transport) {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
            IoEventLoop loop = group.next();
            group.close();
            assertThatThrownBy(() -> loop.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("has ended");
            assertThatThrownBy(() -> loop.submit(() -> "late"))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> loop.schedule(() -> "late", 1, TimeUnit.MILLISECONDS))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void e06_taskIsRejected_aLateLookAtTheQueueDoesNotRunIt() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
            CarrierLoop loop = (CarrierLoop) group.next();
            group.close();
            AtomicInteger ran = new AtomicInteger();
            assertThatThrownBy(() -> loop.execute(ran::incrementAndGet))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(loop.lookOnceMore()).isTrue(); // as for a task that came in between
            executor.spawn(cx -> Poll.ready(1)).get();
            assertThat(ran).hasValue(0);
            assertThat(loop.inEventLoop()).as("a question, not a task").isFalse();
        }
    }

    @Test
    void e06_tasksRaceWithTheEnd_eachRunsOrIsRejected() throws Exception {
        for (int i = 0; i < MANY; i++) {
            try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
                IoEventLoop loop = group.next();
                CountDownLatch submitting = new CountDownLatch(1);
                Thread closer =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            awaitUninterruptibly(submitting);
                                            group.close();
                                        });
                try {
                    while (true) {
                        Future<?> accepted = loop.submit(() -> {});
                        submitting.countDown();
                        assertThat(accepted.await(20, TimeUnit.SECONDS)).isTrue();
                    }
                } catch (RejectedExecutionException ended) {
                    closer.join(); // a task is rejected a moment before the group says so
                    assertThat(group.isShutdown()).isTrue();
                }
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void e06_taskThatEndsItsEventLoop_isNotRejectedThoughItRan() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            for (int i = 0; i < MANY; i++) {
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
                group.next().execute(group::close);
                assertThat(group.terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void c06_groupShutDown_anotherTransportTakesTheCarriers() {
        Transports.require(NettyTransport.EPOLL);
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(2).build()) {
            BridgeEventLoopGroup.open(executor, NettyTransport.NIO).close();
            BridgeEventLoopGroup.open(executor, NettyTransport.EPOLL).close();
            BridgeEventLoopGroup.open(executor, NettyTransport.NIO).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void channelComesInTheQuietPeriod_itIsClosed_notKeptWaiting(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
            group.shutdownGracefully(1, 2, TimeUnit.HOURS);
            ChannelFuture late =
                    new ServerBootstrap()
                            .group(group)
                            .channel(group.serverSocketChannel())
                            .childHandler(new ChannelInboundHandlerAdapter())
                            .bind(0);
            assertThat(late.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(late.channel().closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneEventLoopIsToldToEndSlowly_theExecutorClosesAllTheSame(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        BridgeExecutor executor = BridgeExecutor.builder().build();
        BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
        Future<?> ended = group.next().shutdownGracefully(1, 2, TimeUnit.HOURS);
        assertThat(executor.spawn(cx -> Poll.ready("alive")).get()).isEqualTo("alive");
        executor.close();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(group.terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void groupShutsDownRightBeforeTheCarrierBlocks_theQuietPeriodIsKept() throws Exception {
        AtomicReference<Runnable> lastLook = new AtomicReference<>(() -> {});
        ReactorHost host =
                new HandHost() {
                    @Override
                    public boolean mayBlock() {
                        lastLook.getAndSet(() -> {}).run();
                        return true;
                    }
                };
        NettyReactor reactor = NettyReactor.factory(NettyTransport.NIO).create(host);
        CarrierLoop loop = reactor.carrierLoop();
        lastLook.set(
                () -> {
                    Thread other = Thread.ofPlatform().start(() -> loop.end(1, 2, TimeUnit.HOURS));
                    awaitUninterruptibly(other);
                });
        reactor.park(Long.MAX_VALUE);
        reactor.park(0);
        assertThat(loop.isShuttingDown()).isTrue();
        assertThat(loop.isTerminated()).isFalse();
        reactor.close();
        assertThat(loop.isTerminated()).isTrue();
    }

    private static void awaitUninterruptibly(Thread other) {
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tasksKeepTheCarrierBusy_quietPeriodBegins_itIsKept() throws Exception {
        for (int i = 0; i < MANY; i++) {
            try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor);
                IoEventLoop loop = group.next();
                TaskFuture<String> busy =
                        executor.spawn(
                                cx -> {
                                    cx.waker().wake();
                                    return Poll.pending();
                                });
                loop.submit(() -> {}).await();
                Future<?> end = group.shutdownGracefully(1, 2, TimeUnit.HOURS);
                for (int j = 0; j < 10; j++) {
                    assertThat(loop.submit(() -> "accepted").get(20, TimeUnit.SECONDS))
                            .isEqualTo("accepted");
                }
                assertThat(end.isDone()).isFalse();
                busy.cancel(true);
            }
        }
    }
}
