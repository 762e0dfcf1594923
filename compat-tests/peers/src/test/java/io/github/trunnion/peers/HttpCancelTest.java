package io.github.trunnion.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.loom.Await;
import io.smallrye.mutiny.Uni;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server does not answer until the client has given up: either the connection is closed, or the
 * client takes an answer that nobody waits for.
 */
@Timeout(60)
class HttpCancelTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<String> received = new CompletableFuture<>();
    private ServerSocket server;
    private HttpClient client;

    /** A way of waiting, with a time-out or without. */
    private interface Way {
        Object await(CompletableFuture<HttpResponse<String>> response) throws Exception;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        client = HttpClient.newHttpClient();
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        answer.countDown();
        server.close();
        client.shutdownNow();
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            Thread.ofPlatform().daemon().start(() -> answer(socket));
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                requested.countDown();
            }
            closed.countDown();
        } catch (IOException reset) {
            closed.countDown();
        }
    }

    private void answer(Socket socket) {
        try {
            answer.await();
            String text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | InterruptedException e) {
            // the client has gone
        }
    }

    private CompletableFuture<HttpResponse<String>> send() {
        URI uri = URI.create("http://localhost:" + server.getLocalPort() + "/late");
        return client.sendAsync(
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build(),
                info ->
                        BodySubscribers.mapping(
                                BodySubscribers.ofString(StandardCharsets.UTF_8),
                                body -> {
                                    received.complete(body);
                                    return body;
                                }));
    }

    private Throwable timedOut(Way way) throws Exception {
        return Waiter.start(
                        () -> {
                            CompletableFuture<HttpResponse<String>> response = send();
                            requested.await();
                            return way.await(response);
                        })
                .failure();
    }

    private Throwable interrupted(Way way) throws Exception {
        Waiter<Object> waiter = Waiter.start(() -> way.await(send()));
        assertTrue(requested.await(20, TimeUnit.SECONDS));
        return waiter.interrupted().failure();
    }

    private void isClosed() throws InterruptedException {
        assertTrue(closed.await(20, TimeUnit.SECONDS), "the connection is open");
    }

    private void goesOn() throws Exception {
        assertEquals(1, closed.getCount(), "the connection is closed");
        answer.countDown();
        assertEquals("late", received.get(20, TimeUnit.SECONDS));
    }

    @Test
    void pb06_timedOut_connectionIsClosed() throws Exception {
        assertThat(timedOut(response -> Await.await(response, SHORT)))
                .isInstanceOf(TimeoutException.class);
        isClosed();
    }

    @Test
    void pb06_interrupted_connectionIsClosed() throws Exception {
        assertThat(interrupted(Await::await)).isInstanceOf(InterruptedException.class);
        isClosed();
    }

    /** Mutiny cancels with false, and then the exchange goes on. */
    @Test
    void pb06_timedOut_mutinyExchangeGoesOn() throws Exception {
        assertThat(
                        timedOut(
                                response ->
                                        Uni.createFrom()
                                                .completionStage(response)
                                                .await()
                                                .atMost(SHORT)))
                .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
        goesOn();
    }

    @Test
    void pb06_interrupted_mutinyExchangeGoesOn() throws Exception {
        assertThat(
                        interrupted(
                                response ->
                                        Uni.createFrom()
                                                .completionStage(response)
                                                .await()
                                                .indefinitely()))
                .hasCauseInstanceOf(InterruptedException.class);
        goesOn();
    }

    @Test
    void pb06_timedOut_reactorClosesTheConnectionToo() throws Exception {
        assertThat(timedOut(response -> Mono.fromFuture(response).block(SHORT)))
                .hasCauseInstanceOf(TimeoutException.class);
        isClosed();
    }

    @Test
    void pb06_interrupted_reactorClosesTheConnectionToo() throws Exception {
        assertThat(interrupted(response -> Mono.fromFuture(response).block()))
                .hasCauseInstanceOf(InterruptedException.class);
        isClosed();
    }

    @Test
    void pb06_timedOut_getAndOrTimeoutExchangeGoesOn() throws Exception {
        assertThat(
                        timedOut(
                                response ->
                                        response.orTimeout(20, TimeUnit.MILLISECONDS)
                                                .get(20, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(TimeoutException.class);
        goesOn();
    }

    @Test
    void pb06_interrupted_getExchangeGoesOn() throws Exception {
        assertThat(interrupted(CompletableFuture::get)).isInstanceOf(InterruptedException.class);
        goesOn();
    }
}
