package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that reads requests and never answers sees whether the client hangs up. */
@Timeout(30)
class AwaitHttpTest {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private ServerSocket server;
    private HttpClient client;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        client = HttpClient.newHttpClient();
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        client.shutdownNow();
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                requested.countDown();
            }
            closed.countDown();
        } catch (IOException reset) {
            closed.countDown();
        }
    }

    private CompletableFuture<HttpResponse<String>> send() {
        URI uri = URI.create("http://localhost:" + server.getLocalPort() + "/never");
        return client.sendAsync(
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void aw07_interruptedAwait_closesTheConnection(ThreadKind kind) throws Exception {
        Running<Object> waiter = kind.start(() -> Await.await(send()));
        assertTrue(requested.await(10, TimeUnit.SECONDS));
        waiter.parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertTrue(closed.await(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void aw07_timedOutAwait_closesTheConnection(ThreadKind kind) throws Exception {
        Running<Object> waiter =
                kind.start(
                        () -> {
                            CompletableFuture<HttpResponse<String>> response = send();
                            requested.await();
                            return Await.await(response, Duration.ofMillis(50));
                        });
        waiter.failure(TimeoutException.class);
        assertTrue(closed.await(10, TimeUnit.SECONDS));
    }
}
