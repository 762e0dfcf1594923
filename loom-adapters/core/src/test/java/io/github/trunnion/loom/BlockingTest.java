package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(30)
class BlockingTest {

    @Test
    void value_arrivesFromANewVirtualThread() throws Exception {
        TaskFuture<Thread> task = Blocking.supply(Thread::currentThread);
        Thread first = task.get();
        Thread second = Blocking.supply(Thread::currentThread).join();
        assertTrue(first.isVirtual() && second.isVirtual());
        assertThat(first.getName()).startsWith("trunnion-blocking-");
        assertNotEquals(first.getName(), second.getName());
        assertEquals(Future.State.SUCCESS, task.state());
        assertSame(first, task.resultNow());
        assertSame(first, task.toCompletableFuture().get());
        assertSame(task.toCompletableFuture(), task.toCompletableFuture());
        assertNull(Blocking.run(() -> {}).get());
        assertNull(Blocking.supply(() -> null).get(10, TimeUnit.SECONDS));
    }

    @Test
    void nullArguments_areNamed() {
        AwaitCompleteTest.assertNamed("body", () -> Blocking.supply(null));
        AwaitCompleteTest.assertNamed("body", () -> Blocking.run(null));
        AwaitCompleteTest.assertNamed("threads", () -> Blocking.on((ThreadFactory) null));
        AwaitCompleteTest.assertNamed("executor", () -> Blocking.on((Executor) null));
        AwaitCompleteTest.assertNamed("bridge", () -> Blocking.on((BridgeExecutor) null));
        AwaitCompleteTest.assertNamed(
                "name", () -> Blocking.on((Executor) Runnable::run).name(null));
    }

    @Test
    void launchers_runWhereTheyAreTold_underTheirName() throws Exception {
        ThreadFactory factory = Thread.ofPlatform().daemon().name("made").factory();
        assertEquals("made", Blocking.on(factory).supply(BlockingTest::threadName).get());
        assertEquals(
                "jdbc", Blocking.on(factory).name("jdbc").supply(BlockingTest::threadName).get());
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher plain = Blocking.on((Executor) worker);
            assertEquals("plain-worker", plain.supply(BlockingTest::threadName).get());
            assertEquals("jdbc", plain.name("jdbc").supply(BlockingTest::threadName).get());
            assertEquals("plain-worker", plain.supply(BlockingTest::threadName).get());
        }
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("beside").build()) {
            Callable<Boolean> isVirtual = () -> Thread.currentThread().isVirtual();
            assertTrue(Blocking.on(bridge).supply(isVirtual).get());
            assertTrue(Blocking.on((Executor) bridge).supply(isVirtual).get());
        }
    }

    private static String threadName() {
        return Thread.currentThread().getName();
    }

    @Test
    void bl01_directCompletion_failsWithThatVeryThrowable_orIsCancelled() throws Exception {
        IOException failure = new IOException();
        CountDownLatch open = new CountDownLatch(1);
        TaskFuture<Object> task =
                Blocking.supply(
                        () -> {
                            open.await();
                            throw failure;
                        });
        CompletableFuture<Throwable> before =
                task.directCompletion()
                        .<Throwable>handle((value, thrown) -> thrown)
                        .toCompletableFuture();
        open.countDown();
        assertSame(failure, before.get(10, TimeUnit.SECONDS));
        assertSame(
                failure,
                task.directCompletion()
                        .handle((value, thrown) -> thrown)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS));
        TaskFuture<Object> endless =
                Blocking.supply(
                        () -> {
                            new CountDownLatch(1).await();
                            return 1;
                        });
        CompletableFuture<Object> stage = endless.directCompletion().toCompletableFuture();
        endless.cancel(true);
        assertTrue(stage.isCancelled());
    }

    @Test
    void bl01_bodyThrows_thatVeryThrowable() throws Exception {
        IOException checked = new IOException();
        AssertionError error = new AssertionError();
        CompletionException wrapper = new CompletionException(checked);
        for (Throwable failure : List.of(checked, error, wrapper)) {
            TaskFuture<Object> task =
                    Blocking.supply(
                            () -> {
                                throw AwaitFailureTest.<RuntimeException>sneaky(failure);
                            });
            ExecutionException got = assertThrows(ExecutionException.class, task::get);
            assertSame(failure, got.getCause());
            assertSame(failure, assertThrows(CompletionException.class, task::join).getCause());
            assertSame(failure, task.exceptionNow());
            task.terminated().join();
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            task.whenComplete((v, t) -> seen.complete(t));
            assertSame(failure, seen.get(10, TimeUnit.SECONDS));
            assertEquals(Future.State.FAILED, task.state());
        }
    }

    @Test
    void bl02_cancelWhileRunning_completesAtOnce_interruptsTheBody() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        TaskFuture<Void> task =
                Blocking.run(
                        () -> {
                            running.countDown();
                            while (mayReturn.getCount() > 0) {
                                try {
                                    mayReturn.await();
                                } catch (InterruptedException e) {
                                    interrupts.incrementAndGet();
                                }
                            }
                        });
        running.await();
        CompletableFuture<Void> terminated = task.terminated();
        assertTrue(task.cancel(true));
        assertTrue(task.cancel(true), "already cancelled");
        assertTrue(task.isDone() && task.isCancelled());
        assertThrows(CancellationException.class, task::get);
        assertThrows(CancellationException.class, task::join);
        assertTrue(task.toCompletableFuture().isCancelled());
        assertThat(task.toString()).contains("cancelled, body running");
        assertFalse(terminated.isDone());
        mayReturn.countDown();
        terminated.get(10, TimeUnit.SECONDS);
        assertEquals(1, interrupts.get());
        assertThat(task.toString()).contains("cancelled, body ended");
    }

    @Test
    void bl03_cancelFalse_completesAtOnce_bodyRunsOn() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        CompletableFuture<String> reached = new CompletableFuture<>();
        TaskFuture<Void> task =
                Blocking.run(
                        () -> {
                            running.countDown();
                            mayReturn.await();
                            reached.complete("end");
                        });
        running.await();
        assertTrue(task.cancel(false));
        assertTrue(task.isCancelled());
        assertFalse(task.terminated().isDone());
        mayReturn.countDown();
        task.terminated().get(10, TimeUnit.SECONDS);
        assertEquals("end", reached.getNow("interrupted"));
    }

    @Test
    void bl03_cancelTrueAfterCancelFalse_interruptsTheBodyThatStillRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        TaskFuture<Void> task =
                Blocking.run(
                        () -> {
                            running.countDown();
                            new CountDownLatch(1).await();
                        });
        running.await();
        assertTrue(task.cancel(false));
        assertTrue(task.cancel(true));
        task.terminated().get(10, TimeUnit.SECONDS);
    }

    @Test
    void bl04_cancelBeforeStart_bodyNeverRuns() throws Exception {
        for (boolean mayInterrupt : new boolean[] {true, false}) {
            Queue<Runnable> queue = new ArrayDeque<>();
            AtomicInteger runs = new AtomicInteger();
            TaskFuture<Integer> task =
                    Blocking.on((Executor) queue::add).supply(runs::incrementAndGet);
            assertThat(task.toString()).contains("not begun");
            assertTrue(task.cancel(mayInterrupt));
            assertTrue(task.terminated().isDone());
            queue.remove().run();
            assertEquals(0, runs.get());
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void bl05_cancelFromInsideTheBody_noSelfInterrupt() throws Exception {
        CompletableFuture<TaskFuture<?>> self = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        TaskFuture<Void> task =
                Blocking.run(
                        () -> {
                            self.join().cancel(true);
                            flag.complete(Thread.currentThread().isInterrupted());
                        });
        self.complete(task);
        task.terminated().get(10, TimeUnit.SECONDS);
        assertFalse(flag.get());
        assertTrue(task.isCancelled());
    }

    @Test
    void bl07_rejection_isTheFailure() {
        RejectedExecutionException rejected = new RejectedExecutionException("full");
        Executor full =
                task -> {
                    throw rejected;
                };
        assertSame(rejected, Blocking.on(full).supply(() -> 1).exceptionNow());
        var pool = Executors.newSingleThreadExecutor();
        pool.shutdown();
        assertRejected(Blocking.on((Executor) pool).supply(() -> 1));
        assertRejected(Blocking.on((ThreadFactory) task -> null).supply(() -> 1));
        assertRejected(
                Blocking.on(
                                (ThreadFactory)
                                        task -> {
                                            throw new OutOfMemoryError("no thread");
                                        })
                        .supply(() -> 1));
        BridgeExecutor bridge = BridgeExecutor.builder().name("closed").build();
        bridge.close();
        assertRejected(Blocking.on(bridge).supply(() -> 1));
    }

    private static void assertRejected(TaskFuture<?> task) {
        assertThat(task.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
        assertTrue(task.toCompletableFuture().isCompletedExceptionally());
        assertTrue(task.terminated().isDone());
    }

    @Test
    void bl08_terminated_completesAfterTheBody_beforeABlockingDependent() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TaskFuture<Void> task = Blocking.run(mayReturn::await);
        CompletableFuture<Void> terminated = task.terminated();
        task.thenRun(() -> awaitQuietly(never));
        assertFalse(terminated.isDone());
        mayReturn.countDown();
        terminated.get(10, TimeUnit.SECONDS);
        assertTrue(task.isDone());
        never.countDown();
    }

    @Test
    void bl08_completingTheTerminatedStage_hasNoEffect() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<Void> task = Blocking.run(mayReturn::await);
        task.terminated().complete(null);
        assertTrue(task.terminated().cancel(true));
        assertFalse(task.terminated().isDone());
        mayReturn.countDown();
        assertNull(task.get());
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bl09_cancellingADerivedStage_doesNotReachTheBody() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<String> task =
                Blocking.supply(
                        () -> {
                            mayReturn.await();
                            return "value";
                        });
        task.thenApply(x -> x).toCompletableFuture().cancel(true);
        mayReturn.countDown();
        assertEquals("value", task.get());
    }

    @Test
    void bl10_dependentsWithoutAsync_runOnTheBodysThread_afterTheBody() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<Thread> task =
                Blocking.supply(
                        () -> {
                            mayReturn.await();
                            return Thread.currentThread();
                        });
        CompletableFuture<Boolean> onBody =
                task.thenApply(body -> body == Thread.currentThread()).toCompletableFuture();
        CompletableFuture<Boolean> direct =
                task.directCompletion()
                        .thenApply(body -> body == Thread.currentThread())
                        .toCompletableFuture();
        mayReturn.countDown();
        assertTrue(onBody.get(10, TimeUnit.SECONDS));
        assertTrue(direct.get(10, TimeUnit.SECONDS));
    }

    @Test
    void bl10_asyncDependents_getAVirtualThreadEach() throws Exception {
        AtomicReference<Thread> first = new AtomicReference<>();
        Thread second =
                Blocking.supply(() -> 1)
                        .thenAcceptAsync(x -> first.set(Thread.currentThread()))
                        .thenApplyAsync(x -> Thread.currentThread())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertTrue(first.get().isVirtual() && second.isVirtual());
        assertThat(List.of(first.get().getName(), second.getName()))
                .allMatch(name -> name.startsWith("trunnion-async-"));
        assertNotEquals(first.get(), second);
        assertTrue(
                Blocking.supply(() -> 1)
                        .terminated()
                        .thenApplyAsync(x -> Thread.currentThread().isVirtual())
                        .get(10, TimeUnit.SECONDS));
    }

    @Test
    void bl10_startedOnACarrier_runsOnAThreadOfTheJdk() throws Exception {
        TaskFuture<TaskFuture<Thread>> starter =
                BridgeExecutor.shared()
                        .spawn(cx -> Poll.ready(Blocking.supply(Thread::currentThread)));
        Thread body = starter.get().get(10, TimeUnit.SECONDS);
        assertTrue(body.isVirtual());
        TaskFuture<CompletableFuture<Thread>> asynchronous =
                BridgeExecutor.shared()
                        .spawn(
                                cx ->
                                        Poll.ready(
                                                starter.get()
                                                        .toCompletableFuture()
                                                        .thenApplyAsync(
                                                                x -> Thread.currentThread())));
        assertTrue(asynchronous.get().get(10, TimeUnit.SECONDS).isVirtual());
    }

    @Test
    void bl10_cancelOnACarrier_runsDependentsElsewhere() throws Exception {
        TaskFuture<Void> task = Blocking.run(() -> new CountDownLatch(1).await());
        CompletableFuture<Thread> dependent = new CompletableFuture<>();
        task.whenComplete((v, t) -> dependent.complete(Thread.currentThread()));
        CompletableFuture<Thread> atEnd = new CompletableFuture<>();
        task.terminated().thenRun(() -> atEnd.complete(Thread.currentThread()));
        Thread carrier =
                BridgeExecutor.shared()
                        .<Thread>spawn(
                                cx -> {
                                    task.cancel(true);
                                    return Poll.ready(Thread.currentThread());
                                })
                        .get();
        assertNotEquals(carrier, dependent.get(10, TimeUnit.SECONDS));
        assertNotEquals(carrier, atEnd.get(10, TimeUnit.SECONDS));
    }

    @Test
    void st08_getOrJoinOnACarrier_isRefused_unlessComplete() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<Void> task = Blocking.run(mayReturn::await);
        List<Callable<Object>> waits =
                List.of(
                        task::get,
                        () -> task.get(1, TimeUnit.SECONDS),
                        task::join,
                        () -> task.toCompletableFuture().get(),
                        () -> task.toCompletableFuture().get(1, TimeUnit.SECONDS),
                        () -> task.toCompletableFuture().join(),
                        () -> task.thenApply(x -> x).toCompletableFuture().join(),
                        () -> task.terminated().join());
        for (Callable<Object> wait : waits) {
            assertThrows(
                    BlockingNotAllowedException.class,
                    () -> BlockOn.run(cx -> Poll.ready(wait.call())));
        }
        TimeoutException late =
                assertThrows(TimeoutException.class, () -> task.get(1, TimeUnit.MILLISECONDS));
        assertEquals("No result within PT0.001S from " + task, late.getMessage());
        mayReturn.countDown();
        task.terminated().join();
        task.toCompletableFuture().join();
        for (Callable<Object> wait : waits) {
            assertNull(BlockOn.run(cx -> Poll.ready(wait.call())));
        }
    }
}
