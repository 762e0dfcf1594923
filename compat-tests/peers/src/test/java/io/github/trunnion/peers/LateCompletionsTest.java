package io.github.trunnion.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.OnGiveUp;
import io.github.trunnion.peers.VertxContexts.Ran;
import io.vertx.core.Context;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A wait is abandoned, and what it waited for completes afterwards. */
@Timeout(60)
class LateCompletionsTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int TASKS = 10_000;

    /** Who waits on a virtual thread of the executor, for a stage or for a poll-future. */
    private static final class Late {
        final BridgeExecutor bridge = BridgeExecutor.builder().name("late").daemon(true).build();
        final CompletableFuture<String> stage = new CompletableFuture<>();
        final Promise<String> promise = new Promise<>();
        final AwaitOptions<RuntimeException> leaves = Await.on(bridge).onGiveUp(OnGiveUp.DETACH);

        void completeAndGoOn() throws Exception {
            stage.complete("late");
            promise.complete("late");
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                tasks.add(bridge.spawn(PollFutures.map(PollFutures.yieldNow(), x -> number)));
            }
            for (int i = 0; i < TASKS; i++) {
                assertEquals(i, tasks.get(i).get(20, TimeUnit.SECONDS));
            }
            Thread waiter = bridge.newThread("after", () -> {});
            waiter.start();
            waiter.join();
            bridge.close();
        }

        Waiter<String> start(Callable<String> body) {
            return Waiter.start(bridge.threadFactory(), body);
        }
    }

    @Test
    void pb01_timedOut_thenCompletedLate_tenThousandTasksRun_andCloseReturns() throws Exception {
        Late late = new Late();
        late.start(() -> late.leaves.timeout(SHORT).await(late.stage))
                .failure(TimeoutException.class);
        late.start(() -> late.leaves.timeout(SHORT).await(late.promise))
                .failure(TimeoutException.class);
        late.completeAndGoOn();
    }

    @Test
    void pb01_timedOut_thenCompletedLate_vertxContextRunsNothingMore() throws Exception {
        try (VertxContexts contexts = new VertxContexts()) {
            Context context = contexts.ofVirtualThreads();
            Context other = contexts.ofVirtualThreads();
            io.vertx.core.Promise<String> promise = io.vertx.core.Promise.promise();
            Ran<String> waiter =
                    VertxContexts.run(
                            context, () -> promise.future().await(20, TimeUnit.MILLISECONDS));
            ExecutionException failure = assertThrows(ExecutionException.class, waiter::value);
            assertInstanceOf(TimeoutException.class, failure.getCause());
            waiter.ended();
            Ran<String> between = VertxContexts.run(context, () -> "runs");
            assertEquals("runs", between.value());
            between.ended();

            promise.complete("late");

            Ran<String> after = VertxContexts.run(context, () -> "runs");
            for (int i = 0; i < 100; i++) {
                assertEquals("runs", VertxContexts.run(other, () -> "runs").value());
            }
            assertFalse(after.thread().isDone());
        }
    }

    @Test
    void pb02_interrupted_thenCompletedLate_tenThousandTasksRun_andCloseReturns() throws Exception {
        Late late = new Late();
        late.start(() -> late.leaves.await(late.stage))
                .interrupted()
                .failure(InterruptedException.class);
        late.start(() -> late.leaves.await(late.promise))
                .interrupted()
                .failure(InterruptedException.class);
        late.completeAndGoOn();
    }

    @Test
    void pb02_interrupted_thenCompletedLate_vertxContextGoesOnToo() throws Exception {
        try (VertxContexts contexts = new VertxContexts()) {
            Context context = contexts.ofVirtualThreads();
            io.vertx.core.Promise<String> promise = io.vertx.core.Promise.promise();
            Ran<String> waiter = VertxContexts.run(context, () -> promise.future().await());
            Thread thread = waiter.thread().get(20, TimeUnit.SECONDS);
            Waiter.until(() -> Waiter.isWaiting(thread));
            thread.interrupt();
            ExecutionException failure = assertThrows(ExecutionException.class, waiter::value);
            assertInstanceOf(InterruptedException.class, failure.getCause());
            waiter.ended();
            promise.complete("late");
            for (int i = 0; i < 100; i++) {
                assertEquals("runs", VertxContexts.run(context, () -> "runs").value());
            }
        }
    }

    @Test
    void pb03_timedOut_thenAwaitedAgainOnTheSameThread_valueComes() throws Exception {
        Late late = new Late();
        CountDownLatch timedOut = new CountDownLatch(1);
        Waiter<String> waiter =
                late.start(
                        () -> {
                            assertThrows(
                                    TimeoutException.class,
                                    () -> late.leaves.timeout(SHORT).await(late.stage));
                            timedOut.countDown();
                            return Await.await(late.stage);
                        });
        timedOut.await();
        waiter.parked();
        late.stage.complete("second");
        assertEquals("second", waiter.value());
        late.completeAndGoOn();
    }

    @Test
    void pb03_timedOut_thenAwaitedAgainOnTheSameThread_vertxThrows() throws Exception {
        try (VertxContexts contexts = new VertxContexts()) {
            Context context = contexts.ofVirtualThreads();
            io.vertx.core.Promise<String> promise = io.vertx.core.Promise.promise();
            Ran<String> waiter =
                    VertxContexts.run(
                            context,
                            () -> {
                                assertThrows(
                                        TimeoutException.class,
                                        () -> promise.future().await(20, TimeUnit.MILLISECONDS));
                                return promise.future().await();
                            });
            ExecutionException failure = assertThrows(ExecutionException.class, waiter::value);
            assertInstanceOf(IllegalStateException.class, failure.getCause());
        }
    }

    @Test
    void pb03_interrupted_thenAwaitedAgainOnTheSameThread_valueComes() throws Exception {
        Late late = new Late();
        CountDownLatch interrupted = new CountDownLatch(1);
        Waiter<String> waiter =
                late.start(
                        () -> {
                            assertThrows(
                                    InterruptedException.class,
                                    () -> late.leaves.await(late.stage));
                            interrupted.countDown();
                            return Await.await(late.stage);
                        });
        waiter.interrupted();
        interrupted.await();
        waiter.parked();
        late.stage.complete("second");
        assertEquals("second", waiter.value());
        late.completeAndGoOn();
    }
}
