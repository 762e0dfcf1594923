package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** What a close says that waits for long. */
@Timeout(30)
class SlowCloseTest {
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();

    private BridgeExecutor open(Duration after) {
        BridgeBuilder builder = BestMode.builder().name("slow").carriers(2);
        builder.slowClose = after.toNanos();
        builder.slowCloseLog = said::add;
        return builder.build();
    }

    @Test
    void e06_closeWhileATaskAndAThreadGoOn_saysOnceWhatIsLeftAndWaitsOn() throws Exception {
        BridgeExecutor executor = open(Duration.ofMillis(20));
        Promise<Integer> pending = new Promise<>();
        TaskFuture<Integer> task = executor.spawn(pending);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        executor.newThread(
                        "waits",
                        () -> {
                            begun.countDown();
                            SlowCloseTest.awaitQuietly(end);
                        })
                .start();
        begun.await();
        await().until(() -> executor.counters().polls() == 1 && executor.isAsleep());
        Thread closer = Thread.ofPlatform().start(executor::close);
        assertThat(said.take())
                .startsWith("BridgeExecutor[slow, draining] is being closed and still waits: ")
                .contains("live tasks and awaits: 1, virtual threads started and not ended: 1.")
                .contains("dump()");
        assertThat(closer.isAlive()).isTrue();
        pending.complete(1);
        end.countDown();
        closer.join();
        assertThat(task.get()).isEqualTo(1);
        assertThat(executor.isClosed()).isTrue();
        assertThat(said).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void e06_closeThatEndsInTime_saysNothing() {
        open(Duration.ofHours(1)).close();
        BridgeExecutor graceful = open(Duration.ofHours(1));
        graceful.spawn(new Promise<>());
        graceful.close(Duration.ofMillis(5));
        assertThat(said).isEmpty();
    }
}
