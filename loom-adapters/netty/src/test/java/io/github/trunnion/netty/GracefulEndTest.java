package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** The quiet period, park by park. */
@Timeout(60)
class GracefulEndTest {
    private final NettyReactor reactor =
            NettyReactor.factory(NettyTransport.NIO).create(new HandHost());
    private final CarrierLoop loop = reactor.carrierLoop();

    GracefulEndTest() throws Exception {}

    @AfterEach
    void close() {
        boolean unused = Thread.interrupted();
        reactor.close();
    }

    @Test
    void h01_interruptedInTheQuietPeriod_theParkEnds() {
        loop.end(1, 1, TimeUnit.HOURS);
        while (reactor.park(1) > 0) {} // closes channels, and runs what came of it
        Thread.currentThread().interrupt();
        assertThat(reactor.park(Long.MAX_VALUE)).isZero();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(loop.isShutdown()).isFalse();
    }

    @Test
    void taskInTheQuietPeriod_itBeginsAnew() {
        long quiet = TimeUnit.SECONDS.toNanos(1);
        long begin = System.nanoTime();
        loop.end(quiet, TimeUnit.HOURS.toNanos(1), TimeUnit.NANOSECONDS);
        while (System.nanoTime() - begin < quiet / 2) {
            reactor.park(1_000_000);
        }
        long[] ran = new long[1];
        loop.execute(() -> ran[0] = System.nanoTime());
        while (!loop.isTerminated()) {
            reactor.park(1_000_000);
        }
        assertThat(System.nanoTime() - ran[0]).isGreaterThanOrEqualTo(quiet);
    }
}
