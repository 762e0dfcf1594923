package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.bridge.CarrierStalledException;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The snippets of the page on watching carriers. */
@Timeout(60)
class WatchingTest {
    private final Printed out = new Printed();

    @Test
    void counters() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
            bridge.spawn(PollFutures.sleep(Duration.ofMillis(1))).get();
            // region watch-counters
            CarrierCounters before = bridge.counters();
            bridge.spawn(PollFutures.sleep(Duration.ofMillis(20))).get();
            CarrierCounters after = bridge.counters();
            out.println(after.polls() - before.polls()); // 2: one to begin, one at the end
            // endregion
            assertEquals("2", out.text());
        }
    }

    @Test
    void dump() {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
            // region watch-dump
            TaskFuture<String> never = bridge.spawn(PollFutures.pending());
            out.println(bridge.dump());
            // endregion
            never.cancel(true);
            assertTrue(out.text().contains("carrier io-0: "), out.text());
        }
    }

    @Test
    void watchdog() throws Exception {
        // region watch-stalls
        BlockingQueue<CarrierStalledException> stalls = new LinkedBlockingQueue<>();
        BridgeExecutor bridge =
                BridgeExecutor.builder()
                        .name("io")
                        .stallLimit(Duration.ofMillis(200))
                        .uncaughtHandler(
                                (thread, thrown) -> {
                                    if (thrown instanceof CarrierStalledException stall) {
                                        stalls.add(stall); // count it, page somebody
                                    } else {
                                        thrown.printStackTrace();
                                    }
                                })
                        .build();
        // endregion
        try (bridge) {
            CountDownLatch told = new CountDownLatch(1);
            bridge.execute(() -> blocksUntil(told));
            CarrierStalledException stall = stalls.poll(20, TimeUnit.SECONDS);
            told.countDown();
            assertTrue(stall.getMessage().contains("carrier io-0"), stall.getMessage());
        }
    }

    /** What a carrier must not do. */
    private static void blocksUntil(CountDownLatch told) {
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void jmx() throws Exception {
        // region watch-jmx
        try (BridgeExecutor bridge =
                BridgeExecutor.builder().name("io").registerMBean(true).build()) {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName bean = new ObjectName("io.github.trunnion:type=BridgeExecutor,name=io");
            out.println(server.getAttribute(bean, "Polls"));
        }
        // endregion
        assertEquals("0", out.text());
    }

    @Test
    void flight_recorder(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("my.jfr");
        // region watch-record
        try (Recording recording = new Recording();
                BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
            recording.enable("trunnion.Park").withThreshold(Duration.ZERO);
            recording.enable("trunnion.SlowPoll").withThreshold(Duration.ofMillis(20));
            recording.start();
            bridge.spawn(PollFutures.sleep(Duration.ofMillis(50))).get();
            recording.dump(file);
        }
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals("trunnion.Park")) {
                out.println(event.getString("carrier") + " parked, " + event.getString("kind"));
            }
        }
        // endregion
        assertTrue(out.text().contains("io-0 parked, plain"), out.text());
    }

    @Test
    void thread_dumps() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
            TaskFuture<String> task = bridge.spawn(PollFutures.pending());
            Thread thread = Thread.ofVirtual().name("asks").start(() -> waitFor(task));
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            // region watch-blocker
            out.println(LockSupport.getBlocker(thread)); // TaskFuture[pending, task of pending]
            // endregion
            task.cancel(true);
            thread.join();
            assertEquals("TaskFuture[pending, task of pending]", out.text());
        }
    }

    private static void waitFor(TaskFuture<String> task) {
        try {
            task.get();
        } catch (Exception cancelled) {
            // the end of the test
        }
    }
}
