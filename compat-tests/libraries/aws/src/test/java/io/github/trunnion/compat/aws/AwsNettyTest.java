package io.github.trunnion.compat.aws;

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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The asynchronous HTTP client of the SDK, against a server that stalls and resets. */
@Library(
        name = "AWS SDK v2, its HTTP client (Netty)",
        of = NettyNioAsyncHttpClient.class,
        by =
                "`CompletableFuture` of the body that a response handler collects, whose cancel is"
                        + " handed on to that of `SdkAsyncHttpClient.execute` (`TextBody` of the"
                        + " tests); or the latter, which ends with the body, as it is")
class AwsNettyTest extends LibraryVerification {
    private static final SdkAsyncHttpClient CLIENT =
            NettyNioAsyncHttpClient.builder().eventLoopGroup(Loops.GROUP).build();

    private final HeldServer server = new HeldServer();

    @AfterAll
    static void stop() {
        CLIENT.close();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private final class Request extends HeldOperation {
        private final TextBody body = new TextBody();
        private final CompletableFuture<String> text;
        private final CompletableFuture<Void> executed;

        Request(SdkAsyncHttpClient client) {
            super(server);
            executed = client.execute(get(url(), body));
            text = body.text(executed);
        }

        @Override
        public CompletableFuture<String> source() {
            return text;
        }

        @Override
        protected boolean isDone() {
            return text.isDone();
        }

        @Override
        public void cancel() {
            text.cancel(true);
        }
    }

    private static AsyncExecuteRequest get(String url, TextBody body) {
        return AsyncExecuteRequest.builder()
                .request(
                        SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(URI.create(url))
                                .putHeader("Host", URI.create(url).getAuthority())
                                .build())
                .requestContentPublisher(new NoContent())
                .responseHandler(body)
                .build();
    }

    @Override
    protected Pending begin() {
        return new Request(CLIENT);
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
        return Loops.GROUP.eventLoopGroup();
    }

    @Override
    protected NonBlockingThreads guard() {
        return Loops::describe;
    }

    @Test
    @Shows(
            "a time-out of the future of `execute` closes the socket on a connection that is used"
                    + " again, and while the body stalls")
    void usedAgainAndBodyStalls_timeoutClosesTheSocket() throws Exception {
        try (SdkAsyncHttpClient client =
                NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(Loops.GROUP)
                        .maxConcurrency(1)
                        .build()) {
            client.execute(get(server.url(HeldServer.WARM), new TextBody()))
                    .get(30, TimeUnit.SECONDS);
            Request request = new Request(client);
            request.exchange().stall("val", 5);
            assertThatThrownBy(() -> Await.await(request.executed, Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            await().atMost(Duration.ofSeconds(30)).until(request::stopped);
        }
    }

    @Test
    @Shows("a body that ends too early is an `IOException`")
    void bodyEndsTooEarly_ioException() {
        Request request = new Request(CLIENT);
        request.exchange().truncate("val");
        assertThatThrownBy(() -> Await.await(request.source(), IOException.class))
                .isInstanceOf(IOException.class);
    }
}
