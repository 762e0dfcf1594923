package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What others see of a virtual thread of a carrier: state, stack, blocker, end. */
@Timeout(60)
class CarriedDumpTest {
    private OwnThreads threads;

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        threads = new OwnThreads("dump", 1);
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.close();
        }
    }

    /** What a thread awaits until it is told the end. */
    private static final class NamedFuture implements PollFuture<String> {
        private final CompletableFuture<Waker> waker = new CompletableFuture<>();
        private volatile String end;

        @Override
        public Poll<String> poll(Context cx) {
            waker.complete(cx.waker());
            return end == null ? Poll.pending() : Poll.ready(end);
        }

        void end(String value) {
            end = value;
            waker.join().wake();
        }
    }

    private Thread awaiting(PollFuture<String> future) {
        Thread thread =
                threads.bridge.newThread(
                        "awaiting",
                        () ->
                                OwnThreads.complete(
                                        new CompletableFuture<>(),
                                        () -> threads.bridge.await(future)));
        thread.start();
        OwnThreads.awaitState(thread, Thread.State.WAITING);
        return thread;
    }

    @Test
    void parkedThread_hasItsAwaitInItsStackAndTheFutureAsBlocker() throws Exception {
        NamedFuture future = new NamedFuture();
        Thread thread = awaiting(future);
        assertThat(
                        Arrays.stream(thread.getStackTrace())
                                .map(frame -> frame.getClassName() + "." + frame.getMethodName()))
                .contains(BridgeExecutor.class.getName() + ".await")
                .anyMatch(frame -> frame.startsWith(CarriedDumpTest.class.getName()));
        assertThat(LockSupport.getBlocker(thread)).isSameAs(future);
        future.end("end");
        thread.join();
        assertThat(thread.getStackTrace()).isEmpty();
    }

    @Test
    void dumpOfTheThreads_namesThreadAwaitAndFuture(@TempDir Path folder) throws Exception {
        NamedFuture future = new NamedFuture();
        Thread thread = awaiting(future);
        Path file = folder.resolve("dump.json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        String dump = Files.readString(file);
        int from = ThreadDumpTest.startOf(thread, dump);
        int next = dump.indexOf("\"tid\"", from + 1);
        String entry = dump.substring(Math.max(0, from), next < 0 ? dump.length() : next);
        assertThat(entry).contains("awaiting").contains("BridgeExecutor.await");
        if (Runtime.version().feature() >= 25) {
            assertThat(entry).contains(NamedFuture.class.getName() + "@");
        }
        future.end("end");
        thread.join();
    }

    @Test
    void statesOfAThread_areThoseOfAnyOther() throws Exception {
        Promise<String> promise = new Promise<>();
        CountDownLatch spins = new CountDownLatch(1);
        CompletableFuture<Void> spun = new CompletableFuture<>();
        Thread thread =
                threads.bridge.newThread(
                        "states",
                        () -> {
                            spins.countDown();
                            while (!spun.isDone()) {
                                Thread.onSpinWait();
                            }
                            OwnThreads.complete(
                                    new CompletableFuture<>(), () -> threads.bridge.await(promise));
                        });
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.isDaemon()).isTrue();
        thread.start();
        spins.await();
        assertThat(thread.getState()).isEqualTo(Thread.State.RUNNABLE);
        spun.complete(null);
        OwnThreads.awaitState(thread, Thread.State.WAITING);
        assertThat(thread.isAlive()).isTrue();
        assertThat(thread.join(Duration.ofMillis(1))).isFalse();
        promise.complete("end");
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void joinByAThreadOfTheSameCarrier_letsTheOtherRun() throws Exception {
        assertThat(
                        threads.call(
                                () -> {
                                    Thread other = threads.bridge.newThread("other", () -> {});
                                    other.start();
                                    other.join();
                                    return other.isAlive();
                                }))
                .isFalse();
    }
}
