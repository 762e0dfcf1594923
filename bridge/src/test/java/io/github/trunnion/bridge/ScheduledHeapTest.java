package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Delays that are cancelled leave nothing behind. */
@Tag("slow") // no JDK differs in this: the matrix of JDKs may leave it out
class ScheduledHeapTest {
    private static final int COUNT = 1_000_000;
    private static final int AT_ONCE = 500_000;

    @Test
    @Timeout(180)
    void h07_longDelays1000000ScheduledAndCancelled_heapIsAsBefore() {
        BridgeExecutor bridge = BridgeExecutor.builder().name("heap").build();
        try {
            ScheduledExecutorService view = bridge.asScheduledExecutorService();
            scheduleAndCancel(view, 1_000);
            long before = Process.heapAfterCollection();
            for (int i = 0; i < COUNT / AT_ONCE; i++) {
                scheduleAndCancel(view, AT_ONCE);
            }
            // 1,000,000 leaked ones would be 100 megabytes and more
            await().untilAsserted(
                            () ->
                                    assertThat(Process.heapAfterCollection() - before)
                                            .isLessThan(1 << 20));
            view.close();
            assertThat(view.isTerminated()).isTrue();
        } finally {
            bridge.close(Duration.ZERO);
        }
    }

    private static void scheduleAndCancel(ScheduledExecutorService view, int count) {
        Future<?>[] all = new Future<?>[count];
        for (int i = 0; i < count; i++) {
            byte[] held = new byte[16];
            all[i] = view.schedule(() -> held[0], 1 + i, TimeUnit.DAYS);
        }
        for (Future<?> each : all) {
            each.cancel(false);
        }
    }
}
