package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A spawned poll-future as a Future and a CompletionStage. */
@Timeout(30)
class SpawnTest {
    private final BridgeExecutor bridge = BridgeExecutor.builder().name("spawner").build();

    @AfterEach
    void close() {
        bridge.close();
    }

    /** Notices a cancel beside a poll or off the carrier. */
    private static final class WatchedFuture implements PollFuture<String> {
        final CountDownLatch polled = new CountDownLatch(1);
        final CountDownLatch mayReturn;
        final AtomicInteger cancels = new AtomicInteger();
        final AtomicInteger inPoll = new AtomicInteger();
        final CompletableFuture<String> trouble = new CompletableFuture<>();

        WatchedFuture(CountDownLatch mayReturn) {
            this.mayReturn = mayReturn;
        }

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            inPoll.incrementAndGet();
            polled.countDown();
            mayReturn.await();
            if (cancels.get() > 0) {
                trouble.complete("cancel came before the end of the poll");
            }
            inPoll.decrementAndGet();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancels.incrementAndGet();
            if (inPoll.get() > 0) {
                trouble.complete("cancel beside poll");
            }
            if (!Thread.currentThread().getName().equals("spawner-0")) {
                trouble.complete("cancel on " + Thread.currentThread());
            }
        }
    }

    @Test
    void st05_spawn_startsNow_andIsAFutureAndAStage() throws Exception {
        Promise<String> promise = new Promise<>();
        CountDownLatch polled = new CountDownLatch(1);
        TaskFuture<String> task =
                bridge.spawn(
                        cx -> {
                            polled.countDown();
                            return promise.poll(cx);
                        });
        assertTrue(polled.await(10, TimeUnit.SECONDS));
        CompletableFuture<String> applied = task.thenApply(v -> v + "!").toCompletableFuture();
        CompletableFuture<Object> all = CompletableFuture.anyOf(task.toCompletableFuture());
        assertFalse(task.isDone());
        promise.complete("value");
        assertEquals("value", task.get(10, TimeUnit.SECONDS));
        assertEquals("value!", applied.get(10, TimeUnit.SECONDS));
        assertEquals("value", all.get(10, TimeUnit.SECONDS));
        assertEquals("value", Await.await(task));
        assertEquals("value", Await.awaitFuture(task));
        task.terminated().get(10, TimeUnit.SECONDS);
    }

    @Test
    void st05_cancelDuringPoll_isCancelledAtOnce_futureCancelledAfterThePoll() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        WatchedFuture future = new WatchedFuture(mayReturn);
        TaskFuture<String> task = bridge.spawn(future);
        future.polled.await();
        assertTrue(task.cancel(true));
        assertTrue(task.isDone() && task.isCancelled());
        assertThrows(CancellationException.class, task::get);
        assertThrows(CancellationException.class, () -> Await.await(task));
        assertFalse(task.terminated().isDone());
        assertEquals(0, future.cancels.get());
        mayReturn.countDown();
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals(1, future.cancels.get());
        assertFalse(future.trouble.isDone(), () -> future.trouble.join());
    }

    @Test
    void st05_cancelBesidePolls_cancelsOnce_neverBesideThem() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Rounds rounds = new Rounds();
        while (rounds.next()) {
            WatchedFuture future = new WatchedFuture(new CountDownLatch(0));
            TaskFuture<String> task = bridge.spawn(future);
            Rounds.spin(random.nextInt(400));
            assertTrue(task.cancel(true));
            task.terminated().join();
            assertEquals(1, future.cancels.get());
            assertFalse(future.trouble.isDone(), () -> future.trouble.join());
        }
    }

    @Test
    void st06_viewCompletedFromOutside_valueWinsThere_taskCancelled() throws Exception {
        WatchedFuture future = new WatchedFuture(new CountDownLatch(0));
        TaskFuture<String> task = bridge.spawn(future);
        future.polled.await();
        CompletableFuture<String> view = task.toCompletableFuture();
        assertTrue(view.complete("outside"));
        assertEquals("outside", view.get());
        await().until(task::isCancelled);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals(1, future.cancels.get());
        assertEquals("outside", Await.await(view));
    }

    @Test
    void st06_viewCancelled_taskCancelled() throws Exception {
        WatchedFuture future = new WatchedFuture(new CountDownLatch(0));
        TaskFuture<String> task = bridge.spawn(future);
        Running<String> waiter =
                ThreadKind.VIRTUAL.start(() -> Await.await(task.toCompletableFuture())).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertTrue(task.isCancelled());
        assertEquals(1, future.cancels.get());
    }

    @Test
    void st07_dependentThatBlocksForEver_doesNotStopTheCarrier() throws Exception {
        Promise<String> promise = new Promise<>();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(2);
        TaskFuture<String> task = bridge.spawn(promise);
        List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
        Runnable forEver =
                () -> {
                    threads.add(Thread.currentThread());
                    blocked.countDown();
                    BlockingTest.awaitQuietly(never);
                };
        task.thenRun(forEver);
        TaskFuture<String> second = bridge.spawn(Stages.hot(task));
        second.thenRun(forEver);
        promise.complete("value");
        assertTrue(blocked.await(10, TimeUnit.SECONDS));
        assertThat(threads).allMatch(t -> !t.getName().startsWith("spawner"));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, bridge.spawn(PollFutures.ready(i)).get(10, TimeUnit.SECONDS));
        }
        never.countDown();
    }

    @Test
    void st07_cancelledOnTheCarrier_dependentsStayOffIt() throws Exception {
        TaskFuture<String> task = bridge.spawn(new Promise<String>());
        CompletableFuture<Thread> dependent = new CompletableFuture<>();
        task.whenComplete((v, t) -> dependent.complete(Thread.currentThread()));
        bridge.execute(() -> task.cancel(true));
        assertThat(dependent.get(10, TimeUnit.SECONDS).getName()).doesNotStartWith("spawner");
    }

    @Test
    void st07_directCompletion_optsOut() throws Exception {
        Promise<String> promise = new Promise<>();
        TaskFuture<String> task = bridge.spawn(promise);
        CompletableFuture<String> where =
                task.directCompletion()
                        .thenApply(v -> Thread.currentThread().getName())
                        .toCompletableFuture();
        promise.complete("value");
        assertEquals("spawner-0", where.get(10, TimeUnit.SECONDS));
    }

    @Test
    void st07_asyncDependents_runOnVirtualThreads() throws Exception {
        Thread thread =
                bridge.spawn(PollFutures.ready(1))
                        .thenApplyAsync(x -> Thread.currentThread())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertTrue(thread.isVirtual());
        assertNotEquals(Thread.currentThread(), thread);
    }

    @Test
    void st08_getOrJoinOfAnIncompleteTask_onACarrier_isRefused() throws Exception {
        Promise<String> promise = new Promise<>();
        TaskFuture<String> task = bridge.spawn(promise);
        List<Callable<Object>> waits =
                List.of(
                        task::get,
                        () -> task.get(1, TimeUnit.SECONDS),
                        task::join,
                        () -> Await.await(task));
        for (Callable<Object> wait : waits) {
            ExecutionException thrown =
                    assertThrows(
                            ExecutionException.class,
                            () -> bridge.spawn(cx -> Poll.ready(wait.call())).get());
            assertThat(thrown).hasCauseInstanceOf(BlockingNotAllowedException.class);
        }
        promise.complete("value");
        task.get();
        for (Callable<Object> wait : waits) {
            assertEquals("value", bridge.spawn(cx -> Poll.ready(wait.call())).get());
        }
    }
}
