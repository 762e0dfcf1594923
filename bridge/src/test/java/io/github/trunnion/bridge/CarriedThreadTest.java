package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Virtual threads on a carrier, and their awaits in place. */
@Timeout(30)
class CarriedThreadTest {
    private BridgeExecutor bridge;

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        bridge = BridgeExecutor.builder().name("carried").mode(BridgeMode.CARRIER).build();
    }

    @AfterEach
    void close() {
        if (bridge != null) {
            bridge.close(Duration.ofSeconds(5));
        }
    }

    private <T> T onThread(Callable<T> body) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        bridge.newThread("body", () -> complete(result, body)).start();
        return result.get();
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> body) {
        try {
            result.complete(body.call());
        } catch (Throwable thrown) {
            result.completeExceptionally(thrown);
        }
    }

    @Test
    void thread_isMountedOnTheCarrierAndKnowsItsExecutor() throws Exception {
        assertThat(bridge.mode()).isEqualTo(BridgeMode.CARRIER);
        assertThat(onThread(BackEnd::currentCarrier).getName()).isEqualTo("carried-0");
        assertThat(onThread(BridgeExecutor::current)).isSameAs(bridge);
        assertThat(onThread(bridge::awaitsInPlace)).isTrue();
        assertThat(bridge.awaitsInPlace()).isFalse();
        assertThat(onThread(BlockOn::isBlockingAllowed)).isTrue();
        assertThat(onThread(() -> Thread.currentThread().getName())).isEqualTo("body");
    }

    @Test
    void await_pollsOnTheThreadItselfAndIsResumedWithoutAForeignSubmit() throws Exception {
        long submits =
                onThread(
                        () -> {
                            Thread current = Thread.currentThread();
                            long before = bridge.counters().foreignSubmits();
                            for (int i = 0; i < 100; i++) {
                                Thread polled =
                                        bridge.await(
                                                PollFutures.map(
                                                        PollFutures.sleep(Duration.ofNanos(1)),
                                                        x -> Thread.currentThread()));
                                assertThat(polled).isSameAs(current);
                            }
                            return bridge.counters().foreignSubmits() - before;
                        });
        assertThat(submits).isZero();
    }

    @Test
    void await_ofWhatFailed_throwsExecutionExceptionWithTheCause() throws Exception {
        IllegalStateException failure = new IllegalStateException("failed");
        assertThat(
                        onThread(
                                () -> {
                                    try {
                                        return bridge.await(PollFutures.failed(failure));
                                    } catch (ExecutionException e) {
                                        return e.getCause();
                                    }
                                }))
                .isSameAs(failure);
    }

    @Test
    void w03_wakeFromInsidePoll_isPolledOnceMoreAfterTheOthers() throws Exception {
        List<String> order = new ArrayList<>();
        int polls =
                onThread(
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            return bridge.await(
                                    cx -> {
                                        if (count.incrementAndGet() < 3) {
                                            bridge.execute(() -> order.add("other"));
                                            cx.waker().wake();
                                            return Poll.pending();
                                        }
                                        order.add("last poll");
                                        return Poll.ready(count.get());
                                    });
                        });
        assertThat(polls).isEqualTo(3);
        assertThat(order).containsExactly("other", "other", "last poll");
    }

    @Test
    void w04_wakeAfterTheAwait_isNothingToALaterParkOfTheThread() throws Exception {
        assertThat(
                        onThread(
                                () -> {
                                    AtomicReference<Waker> waker = new AtomicReference<>();
                                    bridge.await(
                                            cx -> {
                                                waker.set(cx.waker());
                                                return Poll.ready(1);
                                            });
                                    waker.get().wake();
                                    waker.get().wake();
                                    CompletableFuture<Boolean> after = new CompletableFuture<>();
                                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                                    after.complete(true);
                                    return after.join();
                                }))
                .isTrue();
    }

    @Test
    void e07_blockingInsideAPollInPlace_isRefusedAndNamesTheFuture() throws Exception {
        String message =
                onThread(
                        () ->
                                bridge.await(
                                        new PollFuture<String>() {
                                            @Override
                                            public Poll<String> poll(
                                                    io.github.trunnion.futures.Context cx) {
                                                try {
                                                    bridge.spawn(PollFutures.ready(1)).join();
                                                    return Poll.ready("joined");
                                                } catch (BlockingNotAllowedException refused) {
                                                    return Poll.ready(refused.getMessage());
                                                }
                                            }

                                            @Override
                                            public String toString() {
                                                return "the future";
                                            }
                                        }));
        assertThat(message).contains("TaskFuture.join would block").contains("the future");
        assertThat(onThread(() -> bridge.spawn(PollFutures.ready(1)).join())).isEqualTo(1);
    }

    @Test
    void interruptOfAPendingAwait_cancelsTheFutureOnceAndThrows() throws Exception {
        AtomicInteger cancels = new AtomicInteger();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        PollFuture<Integer> pending =
                new PollFuture<>() {
                    @Override
                    public Poll<Integer> poll(io.github.trunnion.futures.Context cx) {
                        waiting.complete(Thread.currentThread());
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        cancels.incrementAndGet();
                    }
                };
        Thread thread =
                bridge.newThread(
                        "interrupted",
                        () -> {
                            try {
                                bridge.await(pending);
                            } catch (InterruptedException e) {
                                flag.complete(Thread.currentThread().isInterrupted());
                            } catch (Exception e) {
                                flag.completeExceptionally(e);
                            }
                        });
        thread.start();
        waiting.get().interrupt();
        assertThat(flag.get()).isFalse();
        assertThat(cancels).hasValue(1);
    }

    @Test
    void awaitOfWhatIsReady_onAnInterruptedThread_returnsItAndKeepsTheFlag() throws Exception {
        assertThat(
                        onThread(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    int value = bridge.await(PollFutures.ready(3));
                                    return value + " " + Thread.interrupted();
                                }))
                .isEqualTo("3 true");
    }

    @Test
    void foreignCompletion_resumesTheThreadOnItsCarrier() throws Exception {
        Promise<String> promise = new Promise<>();
        CompletableFuture<Thread> carrier = new CompletableFuture<>();
        bridge.newThread(
                        null,
                        () ->
                                complete(
                                        carrier,
                                        () -> {
                                            bridge.await(promise);
                                            return BackEnd.currentCarrier();
                                        }))
                .start();
        await().until(() -> bridge.counters().polls() == 1);
        promise.complete("value");
        assertThat(carrier.get().getName()).isEqualTo("carried-0");
    }

    @Test
    void e06_close_waitsForStartedThreadsWhoseAwaitsGoOn() throws Exception {
        Promise<String> promise = new Promise<>();
        CompletableFuture<String> got = new CompletableFuture<>();
        bridge.newThread(null, () -> complete(got, () -> bridge.await(promise))).start();
        await().until(() -> bridge.counters().polls() == 1);
        Thread closer = Thread.ofPlatform().start(bridge::close);
        await().until(() -> bridge.toString().contains("draining"));
        assertThatThrownBy(() -> bridge.newThread(null, () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        promise.complete("late");
        assertThat(got.get()).isEqualTo("late");
        closer.join();
        assertThat(bridge.isClosed()).isTrue();
    }

    @Test
    void e06_closeThatCancels_endsTheAwaitOnItsCarrierBeforeTheHookCloses() throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        PollFuture<Integer> pending =
                new PollFuture<>() {
                    @Override
                    public Poll<Integer> poll(io.github.trunnion.futures.Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        end.complete(
                                BackEnd.currentCarrier().getName()
                                        + " "
                                        + Thread.currentThread().isVirtual());
                    }
                };
        CompletableFuture<Integer> got = new CompletableFuture<>();
        bridge.newThread(null, () -> complete(got, () -> bridge.await(pending))).start();
        await().until(() -> bridge.counters().polls() == 1);
        bridge.close(Duration.ZERO);
        Throwable thrown = got.handle((value, failure) -> failure).join();
        assertThat(thrown).isInstanceOf(BridgeClosedException.class);
        assertThat(end.get()).isEqualTo("carried-0 true");
        assertThat(bridge.isClosed()).isTrue();
    }

    @Test
    void e06_closeOnAnOwnThread_beginsAndReturns() throws Exception {
        assertThat(
                        onThread(
                                () -> {
                                    bridge.close();
                                    return bridge.isClosed();
                                }))
                .isFalse();
        await().until(bridge::isClosed);
    }

    @Test
    void e05_lateContinuations_runOnFallbackPlatformThreadsAlsoIfOneYieldsForEver()
            throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        Thread yielder =
                bridge.newThread(
                        "yielder",
                        () -> {
                            while (!stop.get()) {
                                Thread.yield();
                            }
                        });
        yielder.start();
        bridge.newThread(
                        "late",
                        () ->
                                complete(
                                        ranOn,
                                        () -> {
                                            release.join();
                                            return BackEnd.currentCarrier();
                                        }))
                .start();
        bridge.close(Duration.ZERO);
        assertThat(bridge.isClosed()).isTrue();
        release.complete(null);
        assertThat(ranOn.get().isVirtual()).isFalse();
        assertThat(ranOn.get().getName()).startsWith("trunnion-continuation-");
        stop.set(true);
        yielder.join();
    }

    @Test
    void e05_hookWakesAThreadWhenItCloses_theThreadGoesOnElsewhere() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public void close() {
                        super.close();
                        closed.complete(null); // on the carrier, after the end of its queue
                    }
                };
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        bridge.newThread(
                        "late",
                        () ->
                                complete(
                                        ranOn,
                                        () -> {
                                            bridge.await(
                                                    cx -> {
                                                        cx.reactor().acquire(hook);
                                                        return Poll.ready(1);
                                                    });
                                            closed.join();
                                            return BackEnd.currentCarrier();
                                        }))
                .start();
        await().until(() -> bridge.counters().parksHook() == 1);
        bridge.close(Duration.ZERO);
        assertThat(ranOn.get().getName()).startsWith("trunnion-continuation-");
    }

    @Test
    void threadThatAThreadMakes_inheritsTheCarrierAndAwaitsThere() throws Exception {
        assertThat(
                        onThread(
                                () -> {
                                    CompletableFuture<String> inner = new CompletableFuture<>();
                                    Thread.ofVirtual()
                                            .start(
                                                    () ->
                                                            complete(
                                                                    inner,
                                                                    () ->
                                                                            BackEnd.currentCarrier()
                                                                                            .getName()
                                                                                    + " "
                                                                                    + bridge.await(
                                                                                            PollFutures
                                                                                                    .ready(
                                                                                                            1))));
                                    return inner.join();
                                }))
                .isEqualTo("carried-0 1");
    }
}
