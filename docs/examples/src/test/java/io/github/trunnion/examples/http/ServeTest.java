package io.github.trunnion.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class ServeTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        Thread.ofPlatform().daemon().start(this::serve);
        await().atMost(Duration.ofSeconds(30)).until(() -> printed().contains("\n"));
    }

    private void serve() {
        try {
            Serve.run(
                    new PrintStream(printed, true, StandardCharsets.UTF_8),
                    0,
                    HttpSettings.DEFAULT,
                    stop);
            ended.complete(null);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        client.close();
        stop.countDown();
    }

    private int port() {
        return Integer.parseInt(printed().replaceFirst("(?s)Listening on .*:(\\d+),.*", "$1"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    @Test
    void answers_then_what_runs_when_it_is_stopped_is_answered_too() throws Exception {
        assertThat(get("/hello").body()).isEqualTo("hello\n");
        assertThat(get("/thread").body()).startsWith("VirtualThread[#");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/slow?ms=soon").statusCode()).isEqualTo(500);
        HttpRequest echo = request("/echo").POST(BodyPublishers.ofString("echo")).build();
        assertThat(client.send(echo, BodyHandlers.ofString()).body()).isEqualTo("echo");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String end = "\r\n\r\n";
            socket.getOutputStream()
                    .write(("GET /thread HTTP/1.1" + end).getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H'); // it is connected
            socket.getOutputStream()
                    .write(("GET /slow?ms=300 HTTP/1.1" + end).getBytes(StandardCharsets.US_ASCII));
            stop.countDown();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("connection: close")
                    .endsWith("good morning\n");
        }
        ended.get(30, TimeUnit.SECONDS);
        assertThat(printed().lines()).last().asString().matches("(\\d+) of \\1 requests answered");
    }
}
