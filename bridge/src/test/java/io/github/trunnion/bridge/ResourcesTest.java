package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;

/** Executors leave nothing behind. */
class ResourcesTest {
    private static final int EXECUTORS = 10_000;

    @Test
    void h09_executors10000OpenedAndClosed_threadsDescriptorsAndHeapAreAsBefore() throws Exception {
        assumeTrue(Process.hasTasks());
        for (int i = 0; i < 500; i++) {
            openAndClose(i);
        }
        long heap = Process.heapAfterCollection();
        long threads = Process.threads();
        long descriptors = Process.descriptors();
        long start = System.nanoTime();
        for (int i = 0; i < EXECUTORS; i++) {
            openAndClose(i);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("figure 10,000 executors: " + millis + " ms");
        await().untilAsserted(
                        () -> {
                            assertThat(Process.threads()).isLessThanOrEqualTo(threads + 2);
                            assertThat(Process.descriptors()).isLessThanOrEqualTo(descriptors + 2);
                            // 10,000 leaked carriers would be some megabytes
                            assertThat(Process.heapAfterCollection() - heap).isLessThan(1 << 20);
                        });
    }

    private static void openAndClose(int i) throws Exception {
        BridgeExecutor executor = BridgeExecutor.builder().name("r").build();
        try (executor) {
            if (i % 4 == 0) {
                ManualHook hook = new ManualHook();
                hook.leaseOn(executor);
            } else if (i % 4 == 1) {
                executor.spawn(cx -> Poll.ready(cx.timers().wakeAfter(1 << 30, cx.waker()))).get();
            }
        }
    }
}
