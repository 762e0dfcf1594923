package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.netty.EchoServer.Client;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Bodies that throw when their connection has closed, and no handler hears them any more. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LateFailureTest {
    private final BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    private BridgeExecutor executor;
    private BridgeEventLoopGroup group;

    @BeforeEach
    void open() {
        executor =
                BridgeExecutor.builder()
                        .uncaughtHandler((thread, thrown) -> reported.add(thrown))
                        .build();
        group = BridgeEventLoopGroup.open(executor);
    }

    @AfterEach
    void close() {
        group.close();
        executor.close();
    }

    private void serveOneLine(ChannelHandler handler) throws Exception {
        Channel server =
                EchoServer.start(
                        group,
                        channel -> {
                            EchoServer.lines(channel);
                            channel.pipeline().addLast(handler);
                        });
        Client client = Client.connect(group, group.socketChannel(), server);
        client.send("one");
    }

    @Test
    void perRequest_theChannelCloses_thenTheBodyThrows_itIsReported() throws Exception {
        serveOneLine(
                VirtualThreadHandler.perRequest(
                                String.class,
                                (ctx, line) -> {
                                    ctx.close();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException closed) {
                                        throw new IllegalStateException("a bug in the clean-up");
                                    }
                                })
                        .build());
        assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("a bug in the clean-up");
    }

    @Test
    void perConnection_theChannelCloses_thenTheBodyThrows_itIsReported() throws Exception {
        serveOneLine(
                VirtualThreadHandler.perConnection(
                                String.class,
                                connection -> {
                                    NettyFutures.await(connection.context().close());
                                    throw new IllegalStateException("a bug in the clean-up");
                                })
                        .build());
        assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("a bug in the clean-up");
    }

    @Test
    void theChannelCloses_whatFollowsFromThatIsNotReported_whatDoesNotIs() throws Exception {
        Throwable bug = new UnsupportedOperationException("a bug");
        for (Throwable thrown :
                new Throwable[] {
                    new InterruptedException(),
                    new ClosedChannelException(),
                    new CancellationException(),
                    new IllegalStateException(new ClosedChannelException()),
                    bug
                }) {
            ConnectionBase.failedLate(thrown, (thread, failure) -> reported.add(failure));
        }
        assertThat(reported).containsExactly(bug);
    }
}
