package io.github.trunnion.compat.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import io.github.trunnion.compat.HeldOperation;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Flows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The HTTP client of the JDK, against a server that stalls, resets and ends too early. */
@Library(
        name = "java.net.http",
        of = HttpClient.class,
        by = "`CompletableFuture` of `sendAsync`, awaited as it is")
class JavaHttpTest extends LibraryVerification {
    private final HeldServer server = new HeldServer();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() throws IOException {
        client.shutdownNow();
        server.close();
    }

    private final class Request<T> extends HeldOperation {
        private final CompletableFuture<HttpResponse<T>> sent;

        Request(BodyHandler<T> body) {
            super(server);
            sent = client.sendAsync(HttpRequest.newBuilder(URI.create(url())).build(), body);
        }

        @Override
        public CompletableFuture<HttpResponse<T>> source() {
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
        return new Request<>(BodyHandlers.ofString());
    }

    @Override
    protected Object read(Object awaited) {
        return ((HttpResponse<?>) awaited).body();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected void reached(Pending pending) {
        ((HeldOperation) pending).exchange();
    }

    // region stack-java-http
    private static final AwaitOptions<TimeoutException> QUICKLY =
            Await.with().timeout(Duration.ofSeconds(10)); // head and body

    private String get(URI uri) throws IOException, InterruptedException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        CompletableFuture<HttpResponse<String>> sent =
                client.sendAsync(request, BodyHandlers.ofString());
        return QUICKLY.await(sent, IOException.class).body();
    }

    // endregion

    @Test
    @Shows(
            "a body that stalls after its first bytes is given up by a time-out, and the socket is"
                    + " closed")
    void bodyStalls_timeoutClosesTheSocket() {
        Request<String> request = new Request<>(BodyHandlers.ofString());
        request.exchange().stall("val", 5);
        assertThatThrownBy(() -> Await.await(request.source(), Duration.ofMillis(100)))
                .isInstanceOf(TimeoutException.class);
        await().atMost(Duration.ofSeconds(30)).until(request::stopped);
    }

    @Test
    @Shows("a body that ends too early is an `IOException`, with the caller's frames")
    void bodyEndsTooEarly_ioException() {
        Request<String> request = new Request<>(BodyHandlers.ofString());
        request.exchange().truncate("val");
        assertThatThrownBy(() -> Await.await(request.source(), IOException.class))
                .isInstanceOf(IOException.class)
                .satisfies(
                        e ->
                                assertThat(e.getStackTrace())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .equals(
                                                                        JavaHttpTest.class
                                                                                .getName())));
    }

    @Test
    @Shows("a body by `ofPublisher` is read as a stream, whose close closes the socket")
    void streamOfTheBodyClosed_socketClosed() throws Exception {
        Request<Flow.Publisher<List<ByteBuffer>>> request =
                new Request<>(BodyHandlers.ofPublisher());
        request.exchange().stall("value", 100);
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = Await.await(request.source());
        try (Stream<List<ByteBuffer>> buffers = Flows.stream(response.body(), 1)) {
            ByteBuffer first = buffers.findFirst().orElseThrow().getFirst();
            assertThat(StandardCharsets.US_ASCII.decode(first).toString()).isEqualTo("value");
        }
        await().atMost(Duration.ofSeconds(30)).until(request::stopped);
    }

    @Test
    @Shows(
            "blocking code writes a request body through `Flows.publisher` (tried with the server"
                    + " of the JDK)")
    void bodyWrittenByBlockingCode_arrivesAtTheServer() throws Exception {
        HttpServer echo =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        echo.start();
        try {
            Flow.Publisher<ByteBuffer> body =
                    Flows.publisher(
                            emitter -> {
                                for (String word : List.of("written ", "piece ", "by piece")) {
                                    emitter.emit(
                                            ByteBuffer.wrap(
                                                    word.getBytes(StandardCharsets.US_ASCII)));
                                }
                            });
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + echo.getAddress().getPort()))
                            .POST(BodyPublishers.fromPublisher(body))
                            .build();
            HttpResponse<String> response =
                    Await.await(client.sendAsync(request, BodyHandlers.ofString()));
            assertThat(response.body()).isEqualTo("written piece by piece");
            assertThat(get(request.uri())).isEmpty();
        } finally {
            echo.stop(0);
        }
    }
}
