package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.examples.http.HttpSettings;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Clients as they come: slow, gone, wrong, many. */
@ExtendWith(Leaks.class)
class HttpServerClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void requestsSentTogether_answeredInTheirOrder(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode);
                Client client = served.connect()) {
            List<String> texts = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
            StringBuilder all = new StringBuilder();
            texts.forEach(text -> all.append(Client.get("/number/" + text)));
            client.send(all.toString());
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                answers.add(client.read().body());
            }
            assertThat(answers).isEqualTo(texts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sentByteByByte_answered_othersMeanwhile(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode);
                Client slow = served.connect();
                Client other = served.connect()) {
            String request = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nslow!";
            for (int i = 0; i < request.length(); i++) {
                slow.send(request.substring(i, i + 1));
                assertThat(other.ask("/number/" + i)).isEqualTo(Integer.toString(i));
            }
            assertThat(slow.read().body()).isEqualTo("slow!");
        }
    }

    @ParameterizedTest
    @EnumSource
    void responsesNotRead_connectionWaits_othersAreAnswered_thenAllAreThere(BridgeMode mode)
            throws Exception {
        int size = 1 << 20;
        int count = 40;
        try (Served served = new Served(mode);
                Client slow = served.connect();
                Client other = served.connect()) {
            slow.send(Client.get("/big/" + size).repeat(count));
            long handled;
            do { // until the server waits for the client
                handled = served.numbers.handled.get();
                for (int i = 0; i < 50; i++) {
                    assertThat(other.ask("/once/" + handled + "-" + i)).endsWith(" 1");
                }
            } while (served.numbers.handled.get() > handled + 50);
            assertThat(served.server.answered()).isLessThan(served.server.received());
            for (int i = 0; i < count; i++) {
                assertThat(slow.read().body()).hasSize(size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientEndsItsOutput_requestsBeforeAreAnswered_thenTheConnectionEnds(BridgeMode mode)
            throws Exception {
        try (Served served = new Served(mode);
                Client client = served.connect()) {
            client.send(Client.get("/held/a") + Client.get("/number/1") + Client.get("/number/2"));
            await().atMost(PATIENCE).until(() -> served.numbers.held.contains("a"));
            client.shutdownOutput();
            served.numbers.release.countDown();
            assertThat(client.read().body()).isEqualTo("a");
            assertThat(client.read().body()).isEqualTo("1");
            assertThat(client.read().body()).isEqualTo("2");
            assertThat(client.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientResets_itsThreadIsInterrupted_itsOtherRequestsAreNotHandled(BridgeMode mode)
            throws Exception {
        int count = 50;
        try (Served served = new Served(mode)) {
            for (int i = 0; i < count; i++) {
                Client client = served.connect();
                client.send(Client.get("/held/" + i) + Client.get("/once/" + i));
                int number = i;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> served.numbers.held.contains("" + number));
                client.reset();
            }
            await().atMost(PATIENCE).until(() -> served.server.connections() == 0);
            await().atMost(PATIENCE).until(() -> served.numbers.interrupted.get() == count);
            assertThat(served.numbers.handled.get()).isEqualTo(count);
            try (Client next = served.connect()) {
                assertThat(next.ask("/number/7")).isEqualTo("7");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thousandConnectionsIdle_busyOnesAreAnswered_thenEachOfThem(BridgeMode mode)
            throws Exception {
        List<Client> idle = new ArrayList<>();
        try (Served served = new Served(mode)) {
            for (int i = 0; i < 1_000; i++) {
                idle.add(served.connect());
            }
            await().atMost(PATIENCE).until(() -> served.server.connections() == 1_000);
            assertThat(new Load(served::connect, 8, 4).run(2_000, 30)).isEqualTo(2_000);
            for (int i = 0; i < idle.size(); i++) {
                idle.get(i).send(Client.get("/number/" + i));
            }
            for (int i = 0; i < idle.size(); i++) {
                assertThat(idle.get(i).read().body()).isEqualTo("" + i);
            }
        } finally {
            for (Client client : idle) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestNotFinishedInTime_connectionIsClosed_oneThatIsHandledStays(BridgeMode mode)
            throws Exception {
        try (Served served = new Served(mode, Served.IMPATIENT);
                Client handled = served.connect();
                Client half = served.connect();
                Client silent = served.connect()) {
            handled.send(Client.get("/held/a"));
            half.send("GET /half HTTP/1.1\r\nHost");
            assertThat(half.atEnd()).isTrue();
            assertThat(silent.atEnd()).isTrue();
            served.numbers.release.countDown();
            assertThat(handled.read().body()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientGoesWithoutItsResponses_connectionIsClosedInTime(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode, Served.IMPATIENT);
                Client deaf = served.connect()) {
            deaf.send(Client.get("/big/" + (1 << 20)).repeat(30));
            await().atMost(PATIENCE).until(() -> served.server.connections() == 0);
            assertThat(served.numbers.handled.get()).isLessThan(30);
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestIsWrong_answeredInItsTurn_connectionEnds(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode)) {
            try (Client client = served.connect()) {
                client.send(Client.get("/number/1") + "nonsense\r\n\r\n" + Client.get("/number/2"));
                assertThat(client.read().body()).isEqualTo("1");
                Client.Response wrong = client.read();
                assertThat(wrong.status()).isEqualTo(400);
                assertThat(wrong.closes()).isTrue();
                assertThat(client.atEnd()).isTrue();
            }
            try (Client client = served.connect()) {
                client.send(
                        Client.get("/number/1")
                                + "POST /echo HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n"
                                + "x".repeat(2_000_000));
                assertThat(client.read().body()).isEqualTo("1");
                assertThat(client.read().status()).isEqualTo(413);
                assertThat(client.atEnd()).isTrue();
            }
            assertThat(served.numbers.handled.get()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lastRequestFollowedByMore_itsResponseAndTheEndAreThere_noReset(BridgeMode mode)
            throws Exception {
        try (Served served = new Served(mode);
                Client client = served.connect()) {
            String last = "GET /number/1 HTTP/1.1\r\nConnection: close\r\n\r\n";
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            client.send(last + Client.get("/late").repeat(50_000));
                                        } catch (IOException ended) {
                                            // the server does not listen for ever
                                        }
                                    });
            assertThat(client.read().body()).isEqualTo("1");
            assertThat(client.atEnd()).isTrue();
            client.close();
            assertThat(sender.join(PATIENCE)).isTrue();
            assertThat(served.numbers.handled.get()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlerFails_500_connectionGoesOn(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode);
                Client client = served.connect()) {
            client.send(Client.get("/fail") + Client.get("/nothing") + Client.get("/number/3"));
            assertThat(client.read().status()).isEqualTo(500);
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.read().body()).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void protocolVariants_answeredAsTheyAsk(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode)) {
            try (Client client = served.connect()) {
                client.send("HEAD /big/100 HTTP/1.1\r\n\r\n" + Client.get("/number/1"));
                assertThat(client.head()).startsWith("HTTP/1.1 200");
                assertThat(client.read().body()).isEqualTo("1");
                client.send("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
                client.send("3\r\nabc\r\n");
                client.send("2\r\nde\r\n0\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("abcde");
                client.send(
                        "POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(100);
                client.send("ok");
                assertThat(client.read().body()).isEqualTo("ok");
                client.send("GET /number/2 HTTP/1.1\r\nConnection: close\r\n\r\n");
                client.send(Client.get("/once/late"));
                Client.Response last = client.read();
                assertThat(last.body()).isEqualTo("2");
                assertThat(last.closes()).isTrue();
                assertThat(client.atEnd()).isTrue();
            }
            try (Client old = served.connect()) {
                old.send("GET /number/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(old.read().headers()).containsEntry("connection", "keep-alive");
                old.send("GET /number/4 HTTP/1.0\r\n\r\n");
                assertThat(old.read().closes()).isTrue();
                assertThatThrownBy(old::read).isInstanceOf(EOFException.class);
            }
            try (Client asked = served.connect()) {
                assertThat(asked.ask("/once/late")).isEqualTo("late 1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tooManyConnections_theNextIsClosed(BridgeMode mode) throws Exception {
        HttpSettings two =
                new HttpSettings(
                        2,
                        1_000,
                        64,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(20),
                        Duration.ofMillis(200),
                        null);
        try (Served served = new Served(mode, two);
                Client first = served.connect();
                Client second = served.connect()) {
            assertThat(first.ask("/number/1")).isEqualTo("1");
            assertThat(second.ask("/number/2")).isEqualTo("2");
            try (Client third = served.connect()) {
                assertThat(third.atEnd()).isTrue();
            }
            assertThat(first.ask("/number/3")).isEqualTo("3");
        }
    }
}
