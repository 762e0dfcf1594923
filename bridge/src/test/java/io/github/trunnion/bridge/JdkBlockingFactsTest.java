package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Which blocking calls of a virtual thread leave its carrier free, and which stop it. */
@Tag("jdk-fact")
@Timeout(60)
class JdkBlockingFactsTest {
    /** A call that blocks until it is released. */
    private interface Block {
        void run(CountDownLatch release) throws Exception;
    }

    private static final class Monitor {
        private boolean notified;

        synchronized void await() throws InterruptedException {
            while (!notified) {
                wait();
            }
        }

        synchronized void release() {
            notified = true;
            notifyAll();
        }
    }

    /** Blocks when it is initialised. */
    private static final class Initialised {
        static final CountDownLatch BEGUN = new CountDownLatch(1);
        static final CountDownLatch RELEASE = new CountDownLatch(1);

        private static final class Slow {
            static {
                BEGUN.countDown();
                try {
                    RELEASE.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            static void touch() {}
        }
    }

    private static void elsewhere(CountDownLatch release, SocketPair.Action action) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                release.await();
                                action.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    private static Map<String, Block> leaveItFree() {
        Map<String, Block> blocks = new LinkedHashMap<>();
        blocks.put(
                "sleep",
                release -> {
                    while (!release.await(1, TimeUnit.MILLISECONDS)) {
                        Thread.sleep(1);
                    }
                });
        blocks.put(
                "CompletableFuture.get",
                r -> {
                    CompletableFuture<Integer> future = new CompletableFuture<>();
                    elsewhere(r, () -> future.complete(1));
                    future.get();
                });
        blocks.put(
                "Object.wait",
                r -> {
                    Monitor monitor = new Monitor();
                    elsewhere(r, monitor::release);
                    monitor.await();
                });
        blocks.put(
                "synchronized",
                r -> {
                    Object monitor = new Object();
                    CountDownLatch held = new CountDownLatch(1);
                    Thread.ofPlatform().start(() -> hold(monitor, held, r));
                    held.await();
                    synchronized (monitor) {
                        held.countDown();
                    }
                });
        blocks.put(
                "ReentrantLock",
                r -> {
                    ReentrantLock lock = new ReentrantLock();
                    CountDownLatch held = new CountDownLatch(1);
                    Thread.ofPlatform().start(() -> hold(lock, held, r));
                    held.await();
                    lock.lock();
                    lock.unlock();
                });
        blocks.put(
                "socket read",
                r -> {
                    try (SocketPair pair = SocketPair.open()) {
                        pair.peer().configureBlocking(true);
                        elsewhere(r, pair.socket()::close);
                        pair.peer().read(ByteBuffer.allocate(1));
                    }
                });
        blocks.put(
                "pipe read",
                r -> {
                    Pipe pipe = Pipe.open();
                    elsewhere(r, pipe.sink()::close);
                    pipe.source().read(ByteBuffer.allocate(1));
                    pipe.source().close();
                });
        blocks.put(
                "Selector.select",
                r -> {
                    try (Selector selector = Selector.open()) {
                        elsewhere(r, selector::wakeup);
                        selector.select();
                    }
                });
        blocks.put(
                "Process.waitFor",
                r -> {
                    java.lang.Process process = new ProcessBuilder("cat").start();
                    elsewhere(r, process.getOutputStream()::close);
                    process.waitFor();
                });
        return blocks;
    }

    private static void hold(Object monitor, CountDownLatch held, CountDownLatch release) {
        synchronized (monitor) {
            held.countDown();
            awaitQuietly(release);
        }
    }

    private static void hold(ReentrantLock lock, CountDownLatch held, CountDownLatch release) {
        lock.lock();
        held.countDown();
        awaitQuietly(release);
        lock.unlock();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** On the JDKs of the carrier mode by default: before 24 a monitor stopped the carrier. */
    @Test
    void blockingThatParks_leavesTheCarrierFree() throws Exception {
        assumeTrue(BackEnd.isDefault(), "hosted mode, or a JDK before 24");
        List<String> stopped = new ArrayList<>();
        try (OwnThreads threads = new OwnThreads("blocks", 1)) {
            for (Map.Entry<String, Block> entry : leaveItFree().entrySet()) {
                CountDownLatch release = new CountDownLatch(1);
                CompletableFuture<Thread> blocked = new CompletableFuture<>();
                CompletableFuture<Integer> end =
                        threads.start(
                                () -> {
                                    blocked.complete(Thread.currentThread());
                                    entry.getValue().run(release);
                                    return 1;
                                });
                awaitBlocked(blocked.get());
                if (!isFree(threads, 20)) {
                    stopped.add(entry.getKey());
                }
                release.countDown();
                end.get();
            }
        }
        assertThat(stopped)
                .as("JDK " + Runtime.version() + " has changed: these stop the carrier")
                .isEmpty();
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() == Thread.State.RUNNABLE) {
            Spin.once();
        }
    }

    private static boolean isFree(OwnThreads threads, int seconds) throws Exception {
        return threads.start(() -> true).completeOnTimeout(false, seconds, TimeUnit.SECONDS).get();
    }

    @Test
    void blockingOutsideOfTheJdksReach_stopsTheCarrier() throws Exception {
        assumeTrue(BackEnd.isDefault(), "hosted mode, or a JDK before 24");
        List<String> free = new ArrayList<>();
        try (OwnThreads threads = new OwnThreads("clinit", 1)) {
            threads.start(
                    () -> {
                        Initialised.Slow.touch();
                        return 1;
                    });
            Initialised.BEGUN.await();
            check("a class initialiser", threads, free);
            Initialised.RELEASE.countDown();
        }
        try (OwnThreads threads = new OwnThreads("process", 1)) {
            java.lang.Process process = new ProcessBuilder("cat").start();
            CountDownLatch reads = new CountDownLatch(1);
            threads.start(
                    () -> {
                        reads.countDown();
                        return process.getInputStream().read();
                    });
            reads.await();
            check("the read of a process", threads, free);
            process.destroy();
            process.waitFor();
            threads.bridge.close(Duration.ofSeconds(5));
        }
        assertThat(free)
                .as("JDK " + Runtime.version() + " has changed: these leave the carrier free")
                .isEmpty();
    }

    private static void check(String what, OwnThreads threads, List<String> free) throws Exception {
        if (threads.start(() -> true).completeOnTimeout(false, 300, TimeUnit.MILLISECONDS).get()) {
            free.add(what);
        }
    }
}
