package io.github.trunnion.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.loom.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

@Timeout(20)
class BridgeConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private BridgeExecutor bridge;
    private PollServerSocket server;

    @BeforeEach
    void accept() throws IOException {
        bridge = BridgeExecutor.builder().name("test").build();
        server = PollServerSocket.bind(Payload.anyPort());
        Runnable one = () -> new BridgeConnection(accepted()).run();
        bridge.newThread("connection", one).start();
    }

    private PollSocket accepted() {
        try {
            return Await.await(server.accept());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        bridge.close(Duration.ofSeconds(5));
    }

    @Test
    void textIsAnswered() throws IOException {
        String answer = exchange(LAST);

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + Payload.TEXT);
        assertThat(answer.lines()).contains("Content-Type: text/plain", "Content-Length: 128");
        assertThat(answer.lines())
                .contains("Connection: close")
                .anyMatch(l -> l.startsWith("Date"));
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        int many = 300;

        String answers = exchange(GET.repeat(many) + GET.replace("/ ", "/no ") + LAST);

        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(many + 2);
        assertThat(answers.indexOf("404 Not Found")).isGreaterThan(answers.indexOf("200 OK"));
        assertThat(answers).endsWith(Payload.TEXT).doesNotContain("405 Method");
    }

    @Test
    void methodsOtherThanGetAreRefusedButTheConnectionGoesOn() throws IOException {
        String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";

        String answers = exchange(post + LAST);

        assertThat(answers).startsWith("HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\n");
        assertThat(answers).endsWith(Payload.TEXT);
    }

    @Test
    void nonsenseIsAnsweredAndEndsTheConnection() throws IOException {
        String answers = exchange(GET + "nonsense\r\n\r\n" + "x".repeat(20_000));

        assertThat(answers).startsWith("HTTP/1.1 200 OK").contains("HTTP/1.1 400 Bad Request");
        assertThat(answers).endsWith("Connection: close\r\n\r\n");
    }

    /** Sends all and reads to the end of the connection. */
    private String exchange(String requests) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
