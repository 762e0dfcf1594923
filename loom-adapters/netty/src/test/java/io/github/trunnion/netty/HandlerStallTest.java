package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierStalledException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/** What the watchdog sees of a carrier inside Netty's event loop. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class HandlerStallTest {
    private static final Duration LIMIT = Duration.ofMillis(40);
    private static final Duration LONGER = Duration.ofMillis(250);

    /** Where the event loops wait. */
    private static final Pattern WAIT =
            Pattern.compile("epollWait|Selector.*[sS]elect\\(|ioUringEnter");

    private final BlockingQueue<Throwable> reports = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    private BridgeExecutor watched(String name, Duration limit, BlockingQueue<Throwable> to) {
        return BridgeExecutor.builder()
                .name(name)
                .stallLimit(limit)
                .uncaughtHandler((thread, thrown) -> to.add(thrown))
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void handlerThatBlocks_isReportedWithItsStack(NettyTransport transport) throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = watched("server", LIMIT, reports);
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
            Channel server = serve(group);
            try (Socket client = connect(server)) {
                client.getOutputStream().write(1);
                Throwable report = reportOf("HandlerStallTest$BlockingHandler.channelRead");
                release.countDown();
                assertThat(client.getInputStream().read()).isEqualTo(1);
                assertThat(report)
                        .isInstanceOf(CarrierStalledException.class)
                        .hasMessageContaining("It runs NettyReactor[server-0, " + transport)
                        .hasMessageContaining("; everything else on it waits, and so do events of");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void taskThatBlocks_isReportedWithItsStack(NettyTransport transport) throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = watched("loop", LIMIT, reports);
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
            group.next().execute(this::block);
            assertThat(reportOf("HandlerStallTest.block"))
                    .hasMessageContaining("It runs NettyReactor[loop-0, " + transport);
            release.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void taskOfTheCarrierItselfBlocks_beforeAnyWait_isReported(NettyTransport transport)
            throws Exception {
        Transports.require(transport);
        try (BridgeExecutor executor = watched("loop", LIMIT, reports);
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport)) {
            executor.execute(() -> group.next().execute(this::block));
            assertThat(reportOf("HandlerStallTest.block"))
                    .hasMessageContaining("It runs NettyReactor[loop-0, " + transport);
            release.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventLoopThatWaitsForEvents_isNotReported(NettyTransport transport) throws Exception {
        Transports.require(transport);
        BlockingQueue<Throwable> later = new LinkedBlockingQueue<>();
        try (BridgeExecutor executor = watched("idle", LONGER, reports);
                BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor, transport);
                BridgeExecutor other = watched("held", LONGER.multipliedBy(4), later)) {
            Channel server = serve(group);
            release.countDown();
            try (Socket client = connect(server)) {
                client.getOutputStream().write(1);
                assertThat(client.getInputStream().read()).isEqualTo(1);
                CountDownLatch hold = new CountDownLatch(1);
                other.execute(() -> Latches.awaitQuietly(hold));
                later.take(); // four limits have passed
                hold.countDown();
                assertThat(reports).noneMatch(report -> WAIT.matcher(stackOf(report)).find());
            }
        }
    }

    /** The first report that has the frame; a class that initialises slowly has one, too. */
    private Throwable reportOf(String frame) throws InterruptedException {
        Throwable report = reports.take();
        while (!stackOf(report).contains(frame)) {
            report = reports.take();
        }
        return report;
    }

    private static String stackOf(Throwable report) {
        return Arrays.toString(report.getStackTrace());
    }

    private Channel serve(BridgeEventLoopGroup group) throws Exception {
        return new ServerBootstrap()
                .group(group)
                .channel(group.serverSocketChannel())
                .childHandler(new BlockingHandler())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private static Socket connect(Channel server) throws Exception {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                ((InetSocketAddress) server.localAddress()).getPort());
    }

    private void block() {
        Latches.awaitQuietly(release);
    }

    /** Answers what it reads, when the test lets it. */
    private final class BlockingHandler extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            block();
            context.writeAndFlush(message, context.voidPromise());
        }
    }
}
