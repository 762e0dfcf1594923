package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Virtual threads whose carrier has ended. */
@Timeout(30)
class CarriedCloseTest {
    @BeforeEach
    void carrierModeOnly() {
        assumeTrue(BackEnd.isOpen(), "java.lang is not open: hosted mode");
    }

    @Test
    void e06_threadsStartAfterTheirCarrierHasEnded_closeEndsWhenTheyHave() throws Exception {
        List<Thread> carriers = new CopyOnWriteArrayList<>();
        BridgeExecutor bridge =
                BridgeExecutor.builder()
                        .mode(BridgeMode.CARRIER)
                        .carriers(2)
                        .carrierThreadFactory(
                                loop -> {
                                    Thread thread = Thread.ofPlatform().unstarted(loop);
                                    carriers.add(thread);
                                    return thread;
                                })
                        .build();
        CountDownLatch ran = new CountDownLatch(2);
        Thread one = bridge.newThread("one", ran::countDown);
        Thread two = bridge.newThread("two", ran::countDown); // on the other carrier
        Promise<Integer> pending = new Promise<>();
        TaskFuture<Integer> task = bridge.spawn(pending);
        Thread closer = Thread.ofPlatform().start(bridge::close);
        await().until(() -> carriers.stream().filter(Thread::isAlive).count() == 1);
        one.start();
        two.start();
        ran.await();
        one.join();
        two.join();
        pending.complete(1);
        assertThat(task.get()).isEqualTo(1);
        closer.join();
        assertThat(bridge.isClosed()).isTrue();
    }

    @Test
    void e06_awaitOfAThreadWhoseCarrierHasEnded_findsItsExecutorClosed() throws Exception {
        BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build();
        CompletableFuture<Void> release = new CompletableFuture<>();
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Integer> awaited = new CompletableFuture<>();
        CompletableFuture<BridgeExecutor> current = new CompletableFuture<>();
        bridge.newThread(
                        "late",
                        () -> {
                            waits.countDown();
                            release.join();
                            current.complete(BridgeExecutor.current());
                            OwnThreads.complete(awaited, () -> bridge.await(PollFutures.ready(1)));
                        })
                .start();
        waits.await();
        bridge.close(Duration.ZERO);
        release.complete(null);
        assertThat(current.get()).isSameAs(bridge);
        assertThatThrownBy(awaited::get).hasCauseInstanceOf(BridgeClosedException.class);
    }

    @Test
    void st07_asyncDependentMadeOnACarriedThread_runsOnTheSchedulerOfTheJdk() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build()) {
            CompletableFuture<Thread> carrier = new CompletableFuture<>();
            TaskFuture<Integer> done = bridge.spawn(PollFutures.ready(1));
            assertThat(done.get()).isEqualTo(1);
            bridge.newThread(
                            "maker",
                            () ->
                                    done.toCompletableFuture()
                                            .thenRunAsync(
                                                    () ->
                                                            carrier.complete(
                                                                    BackEnd.currentCarrier())))
                    .start();
            assertThat(carrier.get().getName()).startsWith("ForkJoinPool");
        }
    }
}
