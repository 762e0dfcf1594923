package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** An executor whose loop is a virtual thread that parks in a certain place when it is idle. */
final class VirtualLoops implements AutoCloseable {
    /** Where the loop parks. */
    enum Place {
        PLAINLY,
        IN_A_SELECTOR
    }

    final Uncaught uncaught = new Uncaught();
    final BridgeExecutor executor =
            builder().uncaughtHandler(uncaught).stallLimit(Duration.ofSeconds(20)).build();
    final Thread loop;
    private final Place place;
    private final SocketPair pair = SocketPair.open();

    VirtualLoops(Place place) throws Exception {
        this.place = place;
        loop = executor.<Thread>spawn(cx -> Poll.ready(Thread.currentThread())).get();
        if (place == Place.IN_A_SELECTOR) {
            executor.spawn(pair.socket().read(ByteBuffer.allocate(1)));
        }
        awaitPark();
    }

    static void assumePossible() {
        assumeTrue(VirtualLoop.isPossible(), "a loop cannot be virtual on this JDK");
    }

    static BridgeBuilder builder() {
        return BridgeExecutor.builder().name("virtual-loop").virtualLoop(true);
    }

    /** Waits until the loop is where it belongs, however often something ends its parks first. */
    void awaitPark() {
        String state = place == Place.PLAINLY ? ": parked plainly" : ": parked in SelectorReactor[";
        await().pollInterval(Duration.ofMillis(1))
                .untilAsserted(
                        () ->
                                assertThat(executor.dump())
                                        .contains("carrier virtual-loop-0" + state));
        await().pollInterval(Duration.ofMillis(1)).until(executor::isAsleep);
    }

    @Override
    public void close() throws IOException {
        executor.close(Duration.ZERO);
        pair.close();
    }
}
