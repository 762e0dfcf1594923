package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** What belongs to a virtual thread of a carrier stays with it: locals, flags, exceptions. */
@Timeout(60)
class CarriedLocalsTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private OwnThreads threads;

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen(), "java.lang is not open: hosted mode");
        threads = new OwnThreads("locals", 1);
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.close();
        }
    }

    private <T> T inTask(java.util.concurrent.Callable<T> body) throws Exception {
        return threads.bridge.<T>spawn(cx -> Poll.ready(body.call())).get();
    }

    @Test
    void threadLocals_areThoseOfTheThreadAcrossAwaitsAndNotOfTheCarrier() throws Exception {
        threads.bridge.execute(() -> LOCAL.set("carrier"));
        String seen =
                threads.call(
                        () -> {
                            String before = LOCAL.get();
                            LOCAL.set("thread");
                            String inPoll =
                                    threads.bridge.await(
                                            PollFutures.map(
                                                    PollFutures.yieldNow(), x -> LOCAL.get()));
                            return before + " " + inPoll + " " + LOCAL.get();
                        });
        assertThat(seen).isEqualTo("null thread thread");
        assertThat(threads.<String>call(LOCAL::get)).isNull();
        assertThat(inTask(LOCAL::get)).isEqualTo("carrier");
    }

    @Test
    void inheritableThreadLocals_areThoseOfWhoMadeTheThread() throws Exception {
        INHERITED.set("maker");
        try {
            assertThat(threads.<String>call(INHERITED::get)).isEqualTo("maker");
        } finally {
            INHERITED.remove();
        }
        assertThat(threads.<String>call(INHERITED::get)).isNull();
    }

    @Test
    void contextClassLoader_isThatOfWhoMadeTheThread() throws Exception {
        ClassLoader own = new ClassLoader() {};
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(own);
        try {
            assertThat(threads.call(() -> Thread.currentThread().getContextClassLoader()))
                    .isSameAs(own);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(inTask(() -> Thread.currentThread().getContextClassLoader())).isNotSameAs(own);
    }

    // interrupts

    @Test
    void e04_interruptOfAThread_isNotSeenByItsCarrierOrALaterTaskOrAnotherThread()
            throws Exception {
        for (int i = 0; i < 100; i++) {
            AtomicReference<Thread> carrier = new AtomicReference<>();
            boolean flag =
                    threads.call(
                            () -> {
                                Thread.currentThread().interrupt();
                                carrier.set(BackEnd.currentCarrier());
                                Thread.yield();
                                return Thread.currentThread().isInterrupted();
                            });
            assertThat(flag).isTrue();
            assertThat(inTask(() -> Thread.currentThread().isInterrupted())).isFalse();
            assertThat(threads.call(() -> Thread.currentThread().isInterrupted())).isFalse();
            assertThat(carrier.get().isInterrupted()).isFalse();
        }
    }

    @Test
    void e04_interruptOfAThreadWhileItRunsOnTheCarrier_isNotSeenByALaterTask() throws Exception {
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Thread> running = new CompletableFuture<>();
            CompletableFuture<Boolean> seen =
                    threads.start(
                            () -> {
                                running.complete(Thread.currentThread());
                                while (!Thread.currentThread().isInterrupted()) {
                                    Thread.onSpinWait();
                                }
                                return true;
                            });
            running.get().interrupt();
            assertThat(inTask(() -> Thread.currentThread().isInterrupted())).isFalse();
            assertThat(seen.get()).isTrue();
        }
    }

    @Test
    void interruptOfTheCarrier_isNotSeenByTheThreadsOnIt() throws Exception {
        Thread carrier = threads.call(BackEnd::currentCarrier);
        carrier.interrupt();
        assertThat(threads.call(() -> Thread.currentThread().isInterrupted())).isFalse();
        assertThat(inTask(() -> Thread.currentThread().isInterrupted())).isFalse();
    }

    // exceptions

    @Test
    void e04_throwOfABody_reachesTheHandlerAndTheCarrierGoesOn() throws Exception {
        Error thrown = new AssertionError("body");
        Thread thread =
                threads.bridge.newThread(
                        "throws",
                        () -> {
                            throw thrown;
                        });
        thread.start();
        thread.join();
        assertThat(threads.uncaught.all()).containsExactly(thrown);
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(threads.call(() -> 1)).isEqualTo(1);
    }

    @Test
    void throwOfATaskOfTheExecutorService_isTheFailureOfItsFuture() throws Exception {
        try (ExecutorService service = threads.bridge.asExecutorService()) {
            assertThat(service.submit(() -> BackEnd.currentCarrier().getName()).get())
                    .isEqualTo("locals-0");
            assertThatThrownBy(
                            service.submit(
                                            () -> {
                                                throw new java.io.IOException("task");
                                            })
                                    ::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("task");
        }
        assertThat(threads.uncaught.all()).isEmpty();
        assertThat(threads.call(() -> 1)).isEqualTo(1);
    }

    @Test
    void e04_stackOverflowInABody_endsThatThreadOnly() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> threads.call(() -> recurse(1)))
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(threads.call(() -> 1)).isEqualTo(1);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    // threads that are made by others

    @Test
    void virtualThreadMadeInATaskOfTheCarrier_belongsToTheJdksScheduler() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        threads.bridge.execute(
                () ->
                        Thread.ofVirtual()
                                .start(
                                        () ->
                                                inner.complete(
                                                        BackEnd.currentCarrier().getName()
                                                                + " "
                                                                + BridgeExecutor.current())));
        assertThat(inner.get()).startsWith("ForkJoinPool").endsWith(" null");
    }

    @Test
    void platformThreadMadeByAThread_hasNothingOfTheCarrier() throws Exception {
        AtomicReference<BridgeExecutor> current = new AtomicReference<>(threads.bridge);
        threads.call(
                () -> {
                    Thread.ofPlatform().start(() -> current.set(BridgeExecutor.current())).join();
                    return 1;
                });
        assertThat(current.get()).isNull();
    }

    @Test
    void poolsOfThePlatform_givenWorkByAThread_runItWhereTheyAlwaysDo() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            CountDownLatch ran = new CountDownLatch(1);
            boolean virtual =
                    threads.call(
                            () -> {
                                boolean is =
                                        pool.submit(() -> Thread.currentThread().isVirtual()).get();
                                CompletableFuture.runAsync(ran::countDown).get();
                                return is;
                            });
            assertThat(virtual).isFalse();
            assertThat(ran.getCount()).isZero();
        }
    }
}
