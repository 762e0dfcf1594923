package io.github.trunnion.compat.ahc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.compat.HeldOperation;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.NonBlockingThreads;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Async Http Client, against a server that stalls and resets. */
@Library(
        name = "Async Http Client",
        of = AsyncHttpClient.class,
        by =
                "`ListenableFuture` of `execute`, a `Future`, by `Await.awaitFuture`; not its"
                        + " `toCompletableFuture()`, see below")
class AsyncHttpClientTest extends LibraryVerification {
    private static final Duration SHORT = Duration.ofMillis(30);

    @SuppressWarnings("deprecation") // it takes no other kind
    private static final EventLoopGroup LOOPS = new NioEventLoopGroup(2);

    private static final AsyncHttpClient CLIENT =
            Dsl.asyncHttpClient(
                    Dsl.config()
                            .setEventLoopGroup(LOOPS)
                            .setMaxConnectionsPerHost(50)
                            .setMaxRequestRetry(0));

    private final HeldServer server = new HeldServer();

    @AfterAll
    static void stop() throws Exception {
        CLIENT.close();
        LOOPS.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private final class Request extends HeldOperation {
        private final ListenableFuture<Response> sent;

        Request() {
            super(server);
            sent = CLIENT.prepareGet(url()).execute();
        }

        @Override
        public ListenableFuture<Response> source() {
            return sent;
        }

        @Override
        protected boolean isDone() {
            return sent.isDone();
        }

        @Override
        public void cancel() {
            sent.cancel(true);
        }
    }

    @Override
    protected Pending begin() {
        return new Request();
    }

    @Override
    protected Object read(Object awaited) {
        return ((Response) awaited).getResponseBody();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected void reached(Pending pending) {
        ((HeldOperation) pending).exchange();
    }

    @Override
    protected Executor loop() {
        return LOOPS;
    }

    @Override
    protected NonBlockingThreads guard() {
        return AsyncHttpClientTest::describe;
    }

    private static @Nullable String describe(Thread thread) {
        for (EventExecutor loop : LOOPS) {
            if (loop.inEventLoop(thread)) {
                return "an event loop of Async Http Client";
            }
        }
        return null;
    }

    @Test
    @Shows(
            "a time-out closes the socket on a connection that is used again, and while the body"
                    + " stalls")
    void usedAgainAndBodyStalls_timeoutClosesTheSocket() throws Exception {
        CLIENT.prepareGet(server.url(HeldServer.WARM)).execute().get(30, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CLIENT.getClientStats().getTotalIdleConnectionCount() == 1);
        Request request = new Request();
        request.exchange().stall("val", 5);
        assertThatThrownBy(() -> Await.with().timeout(SHORT).awaitFuture(request.source()))
                .isInstanceOf(TimeoutException.class);
        await().atMost(Duration.ofSeconds(30)).until(request::stopped);
    }

    @Test
    @Shows(
            "its `toCompletableFuture()` is no way to await: a cancel of that, or a time-out, is"
                    + " not handed on, and the request goes on")
    void stageOfTheFutureTimesOut_requestGoesOn() throws Exception {
        Request request = new Request();
        request.exchange();
        CompletableFuture<Response> stage = request.source().toCompletableFuture();
        assertThatThrownBy(() -> Await.await(stage, SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(stage).isCancelled();
        assertThat(request.source().isDone()).isFalse();
        request.succeed();
        await().atMost(Duration.ofSeconds(30)).until(() -> request.source().isDone());
        assertThat(request.stopped()).isFalse();
    }

    @Test
    @Shows("a body that ends too early is an `IOException`")
    void bodyEndsTooEarly_ioException() {
        Request request = new Request();
        request.exchange().truncate("val");
        assertThatThrownBy(() -> Await.with().awaitFuture(request.source(), IOException.class))
                .isInstanceOf(IOException.class);
    }
}
