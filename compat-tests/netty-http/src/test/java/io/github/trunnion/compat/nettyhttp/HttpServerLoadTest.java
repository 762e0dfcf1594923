package io.github.trunnion.compat.nettyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.netty.NettyTransport;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests by the thousand; by the million, if the system property requests says so. */
@ExtendWith(Leaks.class)
@Timeout(1_000)
class HttpServerLoadTest {
    private static final long REQUESTS = Long.getLong("requests");
    private static final long SECONDS = Long.getLong("load.seconds");

    @ParameterizedTest
    @CsvSource({
        "CARRIER,NIO,1,1",
        "CARRIER,EPOLL,1,1",
        "CARRIER,IO_URING,1,1",
        "CARRIER,EPOLL,16,2",
        "CARRIER,IO_URING,16,2",
        "HOSTED,EPOLL,1,1",
        "HOSTED,EPOLL,16,2"
    })
    void load_eachRequestAnsweredOnce(
            BridgeMode mode, NettyTransport transport, int depth, int carriers) throws Exception {
        assumeTrue(transport.isAvailable(), () -> transport + ": " + transport.unavailability());
        try (Served served = new Served(mode, transport, Served.SETTINGS, carriers)) {
            long answered = new Load(served::connect, 64, depth).run(REQUESTS, SECONDS);
            assertThat(answered).isGreaterThanOrEqualTo(REQUESTS);
            assertThat(served.numbers.handled.get()).isEqualTo(answered);
            assertThat(served.server.received()).isEqualTo(answered);
            assertThat(served.server.answered()).isEqualTo(answered);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrk_noErrors_booksBalance(BridgeMode mode) throws Exception {
        boolean installed = isInstalled();
        if (!Boolean.getBoolean("require.tools")) {
            assumeTrue(installed, "wrk is not installed (apt-get install wrk)");
        }
        int connections = 64;
        try (Served served = new Served(mode)) {
            String url = "http://127.0.0.1:" + served.server.address().getPort() + "/number/8";
            Process wrk =
                    new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d1s", url)
                            .redirectErrorStream(true)
                            .start();
            String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(wrk.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said).doesNotContain("Socket errors").doesNotContain("Non-2xx");
            Matcher counted = Pattern.compile("(\\d+) requests in").matcher(said);
            assertThat(counted.find()).as(said).isTrue();
            long requests = Long.parseLong(counted.group(1));
            // those that were under way when it ended are not in its count
            assertThat(requests).isPositive();
            assertThat(served.numbers.handled.get()).isBetween(requests, requests + connections);
        }
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("wrk", "-v")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    >= 0;
        } catch (IOException notFound) {
            return false;
        }
    }
}
