package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One thing goes wrong, and nothing else goes wrong with it. */
@Timeout(60)
class MishapTest {

    /** A place in two queues at once would tear the links of the first one. */
    @Test
    void e02_foreignCancelOfAQueuedTaskThatIsWokenMeanwhile_losesNoOtherTask() throws Exception {
        int others = 100;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Waker> hot = new AtomicReference<>();
        try (BridgeExecutor executor = BridgeExecutor.builder().name("torn").build()) {
            List<TaskFuture<String>> innocent = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                innocent.add(
                        executor.spawn(
                                cx -> {
                                    if (stop.get()) {
                                        return Poll.ready("done");
                                    }
                                    cx.waker().wake();
                                    return Poll.pending();
                                }));
            }
            Thread waking =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (!stop.get()) {
                                            Waker waker = hot.get();
                                            if (waker != null) {
                                                waker.wake();
                                            }
                                        }
                                    });
            for (int round = 0; round < 300; round++) {
                CountDownLatch polled = new CountDownLatch(1);
                TaskFuture<String> cancelled =
                        executor.spawn(
                                cx -> {
                                    hot.set(cx.waker());
                                    cx.waker().wake();
                                    polled.countDown();
                                    return Poll.pending();
                                });
                assertThat(polled.await(10, TimeUnit.SECONDS)).isTrue();
                cancelled.cancel(true);
                cancelled.terminated().get(10, TimeUnit.SECONDS);
            }
            stop.set(true);
            waking.join();
            for (TaskFuture<String> task : innocent) {
                assertThat(task.get(10, TimeUnit.SECONDS)).isEqualTo("done");
            }
        }
    }

    /** A hook that blocks on permits; its first unpark calls throw. */
    private static ReactorHook throwing(AtomicInteger throwsLeft, AtomicBoolean parked) {
        Semaphore permits = new Semaphore(0);
        return ReactorHook.of(
                nanos -> {
                    parked.set(nanos > 0);
                    try {
                        if (nanos > 0 && permits.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                            permits.drainPermits();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    parked.set(false);
                    return 0;
                },
                () -> {
                    if (throwsLeft.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("transient");
                    }
                    permits.release();
                });
    }

    @Test
    void e02_unparkThatThrows_isTriedAgainAndTheNextSubmitTriesToo() throws Exception {
        AtomicInteger throwsLeft = new AtomicInteger();
        AtomicBoolean parked = new AtomicBoolean();
        ReactorHook hook = throwing(throwsLeft, parked);
        Uncaught uncaught = new Uncaught();
        try (BridgeExecutor executor =
                BridgeExecutor.builder().name("unpark").uncaughtHandler(uncaught).build()) {
            executor.spawn(cx -> Poll.ready(cx.reactor().acquire(hook))).get();
            await().untilTrue(parked);
            throwsLeft.set(1);
            assertThat(executor.spawn(PollFutures.ready("again")).get(10, TimeUnit.SECONDS))
                    .isEqualTo("again");
            await().untilTrue(parked);
            throwsLeft.set(2);
            TaskFuture<String> lost = executor.spawn(PollFutures.ready("late"));
            TaskFuture<String> next = executor.spawn(PollFutures.ready("next"));
            assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("next");
            assertThat(lost.get(10, TimeUnit.SECONDS)).isEqualTo("late");
        }
    }

    @Test
    void h05_hookOfTwoFunctionsThatThrows_itsFuturesArePolledAndSeeIt() {
        ReactorHook hook =
                ReactorHook.of(
                        nanos -> {
                            throw new IOException("broken");
                        },
                        () -> {});
        AtomicReference<ReactorLease<ReactorHook>> lease = new AtomicReference<>();
        try (BridgeExecutor executor = BridgeExecutor.builder().name("broken").build()) {
            TaskFuture<String> task =
                    executor.spawn(
                            cx -> {
                                if (lease.get() == null) {
                                    lease.set(cx.reactor().acquire(hook));
                                }
                                lease.get().hook();
                                return Poll.pending();
                            });
            assertThatThrownBy(() -> task.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ReactorFailedException.class)
                    .hasRootCauseMessage("broken");
        }
    }

    @Test
    void e04_waiterThatCannotBeTold_isReportedAndTheOthersAreTold() throws Exception {
        Waiters waiters =
                new Waiters() {
                    @Override
                    boolean isComplete() {
                        return false;
                    }
                };
        List<String> told = new ArrayList<>();
        waiters.push(waiter(() -> told.add("first")));
        waiters.push(
                waiter(
                        () -> {
                            throw new IllegalStateException("scheduler is gone");
                        }));
        waiters.push(waiter(() -> told.add("third")));
        List<Throwable> reported = new ArrayList<>();
        Thread completing = Thread.ofPlatform().unstarted(waiters::tellAll);
        completing.setUncaughtExceptionHandler((t, e) -> reported.add(e));
        completing.start();
        completing.join();
        assertThat(told).containsExactly("first", "third");
        assertThat(reported).hasSize(1);
    }

    private static Waiters.Waiter waiter(Runnable action) {
        return new Waiters.Waiter() {
            @Override
            void tell() {
                action.run();
            }
        };
    }

    @Test
    void st06_viewCompletedFromOutside_cancelsTheTaskBeforeDependentsThatBlock() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (BridgeExecutor executor = BridgeExecutor.builder().name("view").build()) {
            TaskFuture<String> task = executor.spawn(PollFutures.pending());
            CompletableFuture<String> view = task.toCompletableFuture();
            CompletableFuture<Void> blocked =
                    view.thenRun(
                            () -> {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            Thread outside = Thread.ofPlatform().start(() -> view.complete("outside"));
            task.terminated().get(10, TimeUnit.SECONDS);
            assertThat(task.isCancelled()).isTrue();
            await().until(view::isDone); // a get might run the dependent on this thread
            assertThat(view.resultNow()).isEqualTo("outside");
            never.countDown();
            outside.join();
            blocked.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void uncaughtHandlerThatThrows_itsThrowIsSuppressedInWhatItWasToldAndTheCarrierGoesOn()
            throws Exception {
        IllegalStateException told = new IllegalStateException("told");
        try (BridgeExecutor bridge =
                BridgeExecutor.builder()
                        .uncaughtHandler(
                                (thread, thrown) -> {
                                    throw new IllegalArgumentException("of the handler");
                                })
                        .build()) {
            bridge.execute(
                    () -> {
                        throw told;
                    });
            assertThat(bridge.spawn(PollFutures.ready(1)).get()).isEqualTo(1);
        }
        assertThat(told.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("of the handler");
    }
}
