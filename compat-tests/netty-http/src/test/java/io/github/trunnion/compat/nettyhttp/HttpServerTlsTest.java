package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeMode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** TLS, whose handshakes are computed elsewhere. */
@ExtendWith(Leaks.class)
class HttpServerTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;
    private static Tls tls;

    @BeforeAll
    static void makeKey() throws Exception {
        tls = new Tls(folder);
    }

    private static Served serve(BridgeMode mode) throws Exception {
        return new Served(mode, Served.SETTINGS.withTls(tls.server()));
    }

    @ParameterizedTest
    @EnumSource
    void load_eachRequestAnsweredOnce_handshakesOffTheCarrier(BridgeMode mode) throws Exception {
        tls.threads.clear();
        try (Served served = serve(mode)) {
            Load load = new Load(() -> tls.connect(served.server.address()), 8, 8);
            long requests = Long.getLong("requests") / 10;
            assertThat(load.run(requests, Long.getLong("load.seconds")))
                    .isEqualTo(served.numbers.handled.get())
                    .isGreaterThanOrEqualTo(requests);
        }
        assertThat(tls.threads).hasSizeGreaterThanOrEqualTo(8).allMatch(Thread::isVirtual);
        assertThat(tls.carriers).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void handshakeStalls_carrierGoesOn(BridgeMode mode) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Served served = serve(mode);
                Client before = tls.connect(served.server.address())) {
            assertThat(before.ask("/number/1")).isEqualTo("1");
            tls.whenAsked =
                    () -> {
                        asked.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    };
            CompletableFuture<String> stalled = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Client client = tls.connect(served.server.address())) {
                                    stalled.complete(client.ask("/number/2"));
                                } catch (Throwable e) {
                                    stalled.completeExceptionally(e);
                                }
                            });
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(before.ask("/number/" + i)).isEqualTo("" + i);
            }
            assertThat(stalled).isNotDone();
            goOn.countDown();
            assertThat(stalled.get(30, TimeUnit.SECONDS)).isEqualTo("2");
        } finally {
            goOn.countDown();
            tls.whenAsked = () -> {};
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTls_connectionIsClosed_othersGoOn(BridgeMode mode) throws Exception {
        try (Served served = serve(mode);
                Client good = tls.connect(served.server.address());
                Client plain = served.connect()) {
            plain.send(Client.get("/number/1"));
            assertThatThrownBy(plain::read).isInstanceOf(Exception.class); // an alert, an end
            assertThat(good.ask("/number/2")).isEqualTo("2");
            assertThat(served.numbers.handled.get()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutDown_whatWasSentIsAnswered_thenTlsEndsInOrder(BridgeMode mode) throws Exception {
        try (Served served = serve(mode);
                Client client = tls.connect(served.server.address())) {
            client.send(Client.get("/held/a") + Client.get("/number/1") + Client.get("/number/2"));
            await().atMost(PATIENCE).until(() -> served.numbers.held.contains("a"));
            CompletableFuture<Boolean> end =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return served.server.shutDown(PATIENCE);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            task -> Thread.ofPlatform().daemon().start(task));
            served.numbers.release.countDown();
            assertThat(client.read().body()).isEqualTo("a");
            assertThat(client.read().body()).isEqualTo("1");
            assertThat(client.read().body()).isEqualTo("2");
            assertThat(client.atEnd()).isTrue();
            client.close();
            assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
