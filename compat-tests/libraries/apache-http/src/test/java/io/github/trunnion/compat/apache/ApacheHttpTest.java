package io.github.trunnion.compat.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldOperation;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.NonBlockingThreads;

import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The asynchronous client, against a server that stalls and resets. */
@Library(
        name = "Apache HttpClient 5",
        of = CloseableHttpAsyncClient.class,
        by = "`Future` of `CloseableHttpAsyncClient.execute`, by `Await.awaitFuture`")
class ApacheHttpTest extends LibraryVerification {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final String LOOPS = "apache-loop-";

    private static final PoolingAsyncClientConnectionManager CONNECTIONS = pool(100);
    private static final CloseableHttpAsyncClient CLIENT = builder(CONNECTIONS).build();

    private final HeldServer server = new HeldServer();

    private static PoolingAsyncClientConnectionManager pool(int size) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(size)
                .setMaxConnTotal(size)
                .build();
    }

    private static HttpAsyncClientBuilder builder(AsyncClientConnectionManager connections) {
        return HttpAsyncClientBuilder.create()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .setThreadFactory(Thread.ofPlatform().name(LOOPS, 0).daemon().factory());
    }

    @BeforeAll
    static void start() {
        CLIENT.start();
    }

    @AfterAll
    static void stop() {
        CLIENT.close(CloseMode.IMMEDIATE);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private final class Request extends HeldOperation {
        private final Future<SimpleHttpResponse> sent;

        Request(CloseableHttpAsyncClient client, FutureCallback<SimpleHttpResponse> callback) {
            super(server);
            sent = client.execute(get(url()), callback);
        }

        @Override
        public Future<SimpleHttpResponse> source() {
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

    private static SimpleHttpRequest get(String url) {
        return SimpleRequestBuilder.get(url).build();
    }

    /** Returns when the pool has a connection that can be used again. */
    private void warm(
            CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections)
            throws Exception {
        client.execute(get(server.url(HeldServer.WARM)), null).get(30, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> connections.getTotalStats().getAvailable() > 0);
    }

    /** A callback that runs on the loop of the connection. */
    private record Then(Runnable completed) implements FutureCallback<SimpleHttpResponse> {
        @Override
        public void completed(SimpleHttpResponse response) {
            completed.run();
        }

        @Override
        public void failed(Exception failure) {}

        @Override
        public void cancelled() {}
    }

    @Override
    protected Pending begin() throws Exception {
        warm(CLIENT, CONNECTIONS);
        return new Request(CLIENT, null);
    }

    @Override
    protected Map<Case, String> cannot() {
        String reason =
                "The future is cancelled, but on a connection that is used again the exchange goes"
                        + " on and keeps the connection: the lease, which has ended, takes the"
                        + " exchange's place as what a cancel reaches (`AsyncConnectExec.execute`)."
                        + " On a new connection that happens where the connect is faster than the"
                        + " return of `execute`. An interceptor helps, see below";
        String same = "As our cancel";
        return Map.of(Case.CANCEL, reason, Case.INTERRUPT, same, Case.TIMEOUT, same);
    }

    @Override
    protected Object read(Object awaited) {
        return ((SimpleHttpResponse) awaited).getBodyText();
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
        return command -> new Request(CLIENT, new Then(command)).succeed();
    }

    @Override
    protected NonBlockingThreads guard() {
        return ApacheHttpTest::describe;
    }

    private static @Nullable String describe(Thread thread) {
        return thread.getName().startsWith(LOOPS) ? "a reactor of Apache HttpClient" : null;
    }

    /** Calls with a client of two connections that cancels all it has begun. */
    private void withEachDependency(Calls calls) throws Exception {
        PoolingAsyncClientConnectionManager connections = pool(2);
        try (CloseableHttpAsyncClient client =
                builder(connections)
                        .addExecInterceptorFirst("cancel", new EachDependency())
                        .build()) {
            client.start();
            calls.with(client, connections);
        }
    }

    private interface Calls {
        void with(CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections)
                throws Exception;
    }

    private static void timesOut(Request request) {
        assertThatThrownBy(() -> Await.with().timeout(SHORT).awaitFuture(request.source()))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    @Shows(
            "an interceptor that has a cancel reach all that the request has begun"
                    + " (`EachDependency` of the tests) mends that: a time-out closes the socket of"
                    + " a connection that is used again, and of a new one, also while the body"
                    + " stalls")
    void interceptorKeepsEachDependency_timeoutClosesTheSocket() throws Exception {
        withEachDependency(
                (client, connections) -> {
                    warm(client, connections);
                    Request again = new Request(client, null);
                    again.exchange();
                    timesOut(again);
                    await().atMost(Duration.ofSeconds(30)).until(again::stopped);
                    for (int i = 0; i < 5; i++) {
                        Request fresh = new Request(client, null);
                        fresh.exchange().stall("val", 5);
                        timesOut(fresh);
                        await().atMost(Duration.ofSeconds(30)).until(fresh::stopped);
                    }
                    Request last = new Request(client, null); // of two connections none is held
                    last.succeed();
                    assertThat(read(Await.awaitFuture(last.source()))).isEqualTo("value");
                });
    }

    @Test
    @Shows("a time-out while the request waits for a connection takes it off the queue of the pool")
    void timesOutWhileItWaitsForAConnection_leavesTheQueue() throws Exception {
        withEachDependency(
                (client, connections) -> {
                    Request first = new Request(client, null);
                    Request second = new Request(client, null);
                    first.exchange();
                    second.exchange();
                    Request third = new Request(client, null);
                    assertThat(connections.getTotalStats().getPending()).isEqualTo(1);
                    timesOut(third);
                    first.succeed();
                    second.succeed();
                    assertThat(read(Await.awaitFuture(first.source()))).isEqualTo("value");
                    assertThat(read(Await.awaitFuture(second.source()))).isEqualTo("value");
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> connections.getTotalStats().getPending() == 0);
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> connections.getTotalStats().getLeased() == 0);
                });
    }
}
