package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Many Rust futures on one carrier that parks in their reactor, woken from it, from Java and from
 * native threads, while the heap is collected all the time. Afterwards everything native is as it
 * was: objects (Rust), descriptors, threads.
 */
class RustLoadTest {
    /** Threads that the JVM or the runner of the tests may start just now, whatever is tested. */
    private static final int RARE = 2;

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    private long descriptors;
    private long threads;

    @BeforeEach
    void begin() throws Exception {
        startThreadsOfTheJdk();
        descriptors = Descriptors.count();
        threads = Descriptors.threads();
    }

    @AfterEach
    void end() throws Exception {
        Rust.untilAsserted(
                () ->
                        assertTrue(
                                Descriptors.count() <= descriptors,
                                () -> "left beside " + descriptors + ": " + Descriptors.open()));
        Rust.untilAsserted(
                () ->
                        assertTrue(
                                Descriptors.threads() <= threads + RARE,
                                () -> Descriptors.threads() + " threads, before " + threads));
    }

    /**
     * Blocking I/O of virtual threads opens descriptors for good when it is first used, and the
     * executor of the process and the scheduler of virtual threads start theirs.
     */
    private void startThreadsOfTheJdk() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            bridge.spawn(rust.sleep(1)).get();
        }
        try (EchoServer server = new EchoServer()) {
            for (int i = 0; i < 10; i++) {
                Thread client =
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try (Socket socket =
                                                    new Socket(
                                                            InetAddress.getLoopbackAddress(),
                                                            server.port())) {
                                                socket.getOutputStream().write(1);
                                                socket.getInputStream().read();
                                            } catch (IOException e) {
                                                throw new AssertionError(e);
                                            }
                                        });
                client.join();
            }
        }
    }

    @Test
    void timers_10000_besideWakesFromJavaAndNativeThreads() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                tasks.add(bridge.spawn(rust.sleep(1 + i % 300)));
            }
            List<Promise<Long>> promises = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Promise<Long> promise = new Promise<>();
                promises.add(promise);
                tasks.add(bridge.spawn(promise));
            }
            Thread java =
                    Thread.ofVirtual()
                            .start(() -> promises.forEach(promise -> promise.complete(0L)));
            for (int i = 0; i < 20; i++) {
                tasks.add(bridge.spawn(rust.number("demo_thread", (long) i, 0L)));
            }
            long most = 0;
            long sum = 0;
            for (TaskFuture<Long> task : tasks) {
                sum += task.get();
                most = Math.max(most, Descriptors.threads());
            }
            java.join();
            long expected = 0;
            for (int i = 0; i < 10_000; i++) {
                expected += 1 + i % 300;
            }
            assertEquals(expected, sum);
            assertEquals(20, bridge.spawn(rust.sleep(20)).get()); // there is nothing else to do
            assertTrue(bridge.counters().parksHook() > 0, "parked in the Rust reactor");
            assertTrue(most < threads + 60, most + " threads, " + threads + " before");
        }
    }

    @Test
    void tcpFutures_1000_each10RoundTrips() throws Exception {
        try (EchoServer server = new EchoServer();
                BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                tasks.add(bridge.spawn(rust.number("demo_echo", server.port(), 10L, 100L)));
            }
            for (TaskFuture<Long> task : tasks) {
                assertEquals(1000, task.get());
            }
            assertEquals(20, bridge.spawn(rust.sleep(20)).get()); // there is nothing else to do
            assertTrue(bridge.counters().parksHook() > 0, "parked in the Rust reactor");
        }
    }

    @Test
    void httpGets_50_onOneCarrier() throws Exception {
        String body = "\u00e4 line of text\n".repeat(5000);
        try (HttpServer server = new HttpServer(body);
                BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<TaskFuture<byte[]>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(bridge.spawn(rust.httpGet(server.port(), "/" + i)));
            }
            for (TaskFuture<byte[]> task : tasks) {
                assertEquals(body, new String(task.get(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void halfOfThemIsCancelled_whileTheyAreWoken() throws Exception {
        try (EchoServer server = new EchoServer();
                BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                tasks.add(bridge.spawn(rust.number("demo_echo", server.port(), 1000L, 10L)));
                tasks.add(bridge.spawn(rust.sleep(i % 20)));
            }
            Thread canceller =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < tasks.size(); i += 2) {
                                            tasks.get(i).cancel(true);
                                        }
                                    });
            for (int i = 1; i < tasks.size(); i += 2) {
                tasks.get(i).get();
            }
            canceller.join();
            for (int i = 0; i < tasks.size(); i += 2) {
                TaskFuture<Long> cancelled = tasks.get(i);
                if (cancelled.isCancelled()) {
                    assertThrows(CancellationException.class, cancelled::get);
                } else {
                    assertEquals(10_000, cancelled.get());
                }
            }
            assertEquals(
                    45,
                    bridge
                            .spawn(
                                    PollFutures.all(
                                            List.of(rust.sleep(9), rust.sleep(12), rust.sleep(24))))
                            .get()
                            .stream()
                            .mapToLong(i -> i)
                            .sum());
        }
    }

    @Test
    void virtualThreads_500_awaitTimers_onOneCarrier() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
            for (int i = 0; i < 500; i++) {
                long millis = i % 50;
                Thread thread =
                        bridge.newThread(
                                null,
                                () -> {
                                    try {
                                        assertEquals(millis, bridge.await(rust.sleep(millis)));
                                    } catch (Throwable e) {
                                        failures.add(e);
                                    }
                                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures);
        }
    }
}
