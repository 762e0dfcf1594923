package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeMode;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The server shuts down; clients count what they have sent and what came back. */
@ExtendWith(Leaks.class)
class HttpServerShutDownTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static CompletableFuture<Boolean> shutDown(Served served, Duration patience) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("shut-down")
                .daemon()
                .start(
                        () -> {
                            try {
                                end.complete(served.server.shutDown(patience));
                            } catch (Throwable e) {
                                end.completeExceptionally(e);
                            }
                        });
        return end;
    }

    @ParameterizedTest
    @EnumSource
    void sentBeforeTheShutDown_alsoWhatIsNotReadYet_allAnswered(BridgeMode mode) throws Exception {
        int connections = 4;
        int requests = 3_000; // far more than may wait in the server
        List<Client> clients = new ArrayList<>();
        try (Served served = new Served(mode)) {
            for (int i = 0; i < connections; i++) {
                Client client = served.connect();
                clients.add(client);
                assertThat(client.ask("/number/1")).isEqualTo("1");
            }
            for (Client client : clients) {
                StringBuilder all = new StringBuilder(Client.get("/held/first"));
                for (int n = 0; n < requests; n++) {
                    all.append(Client.get("/number/" + n));
                }
                client.send(all.toString());
            }
            await().atMost(PATIENCE).until(() -> served.numbers.handled.get() == 2 * connections);
            CompletableFuture<Boolean> end = shutDown(served, PATIENCE);
            await().atMost(PATIENCE).until(() -> refused(served));
            served.numbers.release.countDown();
            for (Client client : clients) {
                assertThat(client.read().body()).isEqualTo("first");
                for (int n = 0; n < requests; n++) {
                    assertThat(client.read().body()).isEqualTo("" + n);
                }
                assertThat(client.atEnd()).isTrue();
                client.close();
            }
            assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(served.server.answered()).isEqualTo(connections * (requests + 2L));
            assertThat(served.server.received()).isEqualTo(connections * (requests + 2L));
        }
    }

    /** Whether it listens no more. */
    private static boolean refused(Served served) {
        try (Client client = served.connect()) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void underLoad_whatWasHandledIsAnswered_whatWasNotIsNotHandled(BridgeMode mode)
            throws Exception {
        int connections = 32;
        try (Served served = new Served(mode);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicLong answered = new AtomicLong();
            CountDownLatch busy = new CountDownLatch(connections);
            List<Callable<Long>> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int depth = i % 2 == 0 ? 1 : 16;
                long first = i * 1_000_000_000L;
                clients.add(() -> untilTheEnd(served, first, depth, answered, busy));
            }
            List<Future<Long>> running = clients.stream().map(threads::submit).toList();
            assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(shutDown(served, PATIENCE).get(60, TimeUnit.SECONDS)).isTrue();
            for (Future<Long> client : running) {
                assertThat(client.get(30, TimeUnit.SECONDS)).isGreaterThan(100);
            }
            assertThat(answered.get()).isEqualTo(served.numbers.handled.get());
            assertThat(served.server.answered()).isEqualTo(served.numbers.handled.get());
            assertThat(served.server.received()).isEqualTo(served.numbers.handled.get());
        }
    }

    /** Sends until the server ends the connection, which it has to do in order. */
    private static long untilTheEnd(
            Served served, long first, int depth, AtomicLong total, CountDownLatch busy)
            throws IOException {
        long answered = 0;
        try (Client client = served.connect()) {
            for (long number = first; ; ) {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < depth; i++) {
                    batch.append(Client.get("/number/" + (number + i)));
                }
                client.send(batch.toString());
                for (int i = 0; i < depth; i++) {
                    Client.Response response = client.read();
                    if (!response.body().equals(Long.toString(number++))) {
                        throw new AssertionError(response + " in place of " + (number - 1));
                    }
                    total.incrementAndGet();
                    if (++answered == 100) {
                        busy.countDown();
                    }
                    if (response.closes()) {
                        assertThat(client.atEnd()).isTrue();
                        return answered;
                    }
                }
            }
        } catch (EOFException | SocketException ended) {
            return answered; // between two responses, or while it sent
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleConnections_endedInOrder(BridgeMode mode) throws Exception {
        List<Client> clients = new ArrayList<>();
        try (Served served = new Served(mode)) {
            for (int i = 0; i < 100; i++) {
                clients.add(served.connect());
            }
            clients.getFirst().ask("/number/1");
            await().atMost(PATIENCE).until(() -> served.server.connections() == 100);
            CompletableFuture<Boolean> end = shutDown(served, PATIENCE);
            for (Client client : clients) {
                assertThat(client.atEnd()).isTrue();
                client.close();
            }
            assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatStay_areClosedAfterAWhile(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode);
                Client stays = served.connect()) {
            stays.ask("/number/1");
            assertThat(shutDown(served, PATIENCE).get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stays.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlerDoesNotReturnInTime_interrupted_connectionClosed(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode);
                Client client = served.connect()) {
            client.send(Client.get("/held/a"));
            await().atMost(PATIENCE).until(() -> served.numbers.held.contains("a"));
            assertThat(shutDown(served, Duration.ofMillis(200)).get(30, TimeUnit.SECONDS))
                    .isFalse();
            await().atMost(PATIENCE).until(() -> served.numbers.interrupted.get() == 1);
            assertThat(client.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutDownTwice_andByItsOwnThread(BridgeMode mode) throws Exception {
        try (Served served = new Served(mode)) {
            CompletableFuture<Boolean> own = new CompletableFuture<>();
            served.bridge
                    .newThread(
                            "own",
                            () -> {
                                try {
                                    own.complete(served.server.shutDown(PATIENCE));
                                } catch (Throwable e) {
                                    own.completeExceptionally(e);
                                }
                            })
                    .start();
            assertThat(own.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(served.server.shutDown(PATIENCE)).isTrue();
        }
    }
}
