package io.github.trunnion.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitGuard;
import io.github.trunnion.peers.VertxContexts.Ran;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that run a loop: what blocks them, what is refused there, and what wakes them. */
@Timeout(60)
class LoopsTest {
    /** Each poll contends one of two locks, by turns, that another thread holds. */
    private static final class Contended implements PollFuture<Integer> {
        static final int ROUNDS = 200;

        final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock()};
        volatile Waker waker;
        volatile int polls;

        @Override
        public Poll<Integer> poll(Context cx) {
            waker = cx.waker();
            int poll = polls + 1;
            polls = poll;
            locks[poll % 2].lock();
            locks[poll % 2].unlock();
            return poll > ROUNDS ? Poll.ready(poll) : Poll.pending();
        }
    }

    @Test
    void pb10_wokenWhileThePollContendsALock_isPolledAgain() throws Exception {
        Contended future = new Contended();
        BridgeExecutor bridge = BridgeExecutor.builder().name("contended").build();
        future.locks[1].lock();
        try {
            TaskFuture<Integer> task = bridge.spawn(future);
            for (int round = 1; round <= Contended.ROUNDS; round++) {
                int poll = round;
                ReentrantLock lock = future.locks[poll % 2];
                Waiter.until(() -> future.polls == poll && lock.hasQueuedThreads());
                future.locks[(poll + 1) % 2].lock();
                future.waker.wake();
                lock.unlock(); // and so unparks the thread of the poll
            }
            future.locks[(Contended.ROUNDS + 1) % 2].unlock();
            assertEquals(Contended.ROUNDS + 1, task.get(20, TimeUnit.SECONDS));
        } finally {
            for (ReentrantLock lock : future.locks) {
                if (lock.isHeldByCurrentThread()) {
                    lock.unlock();
                }
            }
            bridge.close(Duration.ZERO);
        }
    }

    @Test
    void pb14_awaitOnACarrier_isRefused_onAVirtualThreadOfThatCarrier_works() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("carrier").build()) {
            TaskFuture<String> onCarrier =
                    bridge.spawn(PollFutures.lazy(() -> PollFutures.ready(Await.await(stage))));
            ExecutionException refused =
                    assertThrows(
                            ExecutionException.class, () -> onCarrier.get(20, TimeUnit.SECONDS));
            assertInstanceOf(BlockingNotAllowedException.class, refused.getCause());
            Waiter<String> onVirtual =
                    Waiter.start(bridge.threadFactory(), () -> Await.await(stage)).parked();
            stage.complete("value");
            assertEquals("value", onVirtual.value());
        }
    }

    @Test
    void pb14_awaitOnAVertxLoop_isRefusedByVertxToo_onAVirtualThreadItWorks() throws Exception {
        try (VertxContexts contexts = new VertxContexts()) {
            Ran<Object> onLoop =
                    VertxContexts.run(
                            contexts.vertx.getOrCreateContext(),
                            () -> contexts.vertx.timer(1, TimeUnit.MILLISECONDS).await());
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(ExecutionException.class, onLoop::value).getCause());
            Ran<String> onVirtual =
                    VertxContexts.run(
                            contexts.ofVirtualThreads(),
                            () ->
                                    contexts.vertx
                                            .timer(1, TimeUnit.MILLISECONDS)
                                            .map("value")
                                            .await());
            assertEquals("value", onVirtual.value());
        }
    }

    /** Each guard knows its own threads; that of this library can be told of others. */
    @Test
    void pb14_waitOnAVertxLoop_joinAndReactorBlockIt_toldOfItAwaitRefuses() throws Exception {
        try (VertxContexts contexts = new VertxContexts()) {
            io.vertx.core.Context loop = contexts.vertx.getOrCreateContext();
            stopsTheLoop(loop, CompletableFuture::join);
            stopsTheLoop(loop, stage -> Mono.fromFuture(stage).block());
            CompletableFuture<String> stage = new CompletableFuture<>();
            Registration told =
                    AwaitGuard.register(
                            thread ->
                                    thread.getName().startsWith("vert.x-eventloop")
                                            ? "a loop of Vert.x"
                                            : null);
            try {
                Ran<String> refused = VertxContexts.run(loop, () -> Await.await(stage));
                assertInstanceOf(
                        BlockingNotAllowedException.class,
                        assertThrows(ExecutionException.class, refused::value).getCause());
            } finally {
                told.close();
            }
        }
    }

    private interface Way {
        Object await(CompletableFuture<String> stage) throws Exception;
    }

    private static void stopsTheLoop(io.vertx.core.Context loop, Way way) throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Ran<Object> waiter = VertxContexts.run(loop, () -> way.await(stage));
        Thread thread = waiter.thread().get(20, TimeUnit.SECONDS);
        Ran<String> next = VertxContexts.run(loop, () -> "runs");
        Waiter.until(() -> LockSupport.getBlocker(thread) != null && Waiter.isWaiting(thread));
        assertFalse(next.thread().isDone());
        stage.complete("value");
        assertEquals("value", waiter.value());
        assertEquals("runs", next.value());
    }

    /** A future that holds a lease of the hook and never ends. */
    private static PollFuture<String> parkingOn(ReactorHook hook) {
        return cx -> {
            cx.reactor().acquire(hook);
            return Poll.pending();
        };
    }

    private static ReactorHook hook() {
        Thread[] parked = new Thread[1];
        return ReactorHook.of(
                nanos -> {
                    parked[0] = Thread.currentThread();
                    LockSupport.parkNanos(nanos);
                    return 0;
                },
                () -> LockSupport.unpark(parked[0]));
    }

    /** No peer has hooks: each of them waits in a reactor of its own and in no other. */
    @Test
    void pb18_twoHooksInOneContext_secondFutureFails_othersGoOn() throws Exception {
        BridgeExecutor bridge = BridgeExecutor.builder().name("hooks").build();
        try {
            TaskFuture<String> first = bridge.spawn(parkingOn(hook()));
            TaskFuture<String> second = bridge.spawn(parkingOn(hook()));
            ExecutionException conflict =
                    assertThrows(ExecutionException.class, () -> second.get(20, TimeUnit.SECONDS));
            assertInstanceOf(ReactorConflictException.class, conflict.getCause());
            assertFalse(first.isDone());
            assertEquals(1, bridge.counters().conflicts());
            assertEquals("runs", bridge.spawn(PollFutures.ready("runs")).get(20, TimeUnit.SECONDS));
        } finally {
            bridge.close(Duration.ZERO);
        }
    }

    @Test
    void pb19_awaitInsideTheOwnLoopOfThisThread_isRefused() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThrows(
                BlockingNotAllowedException.class,
                () -> BlockOn.run(PollFutures.lazy(() -> PollFutures.ready(Await.await(stage)))));
        assertThrows(
                BlockingNotAllowedException.class,
                () ->
                        BlockOn.run(
                                PollFutures.lazy(
                                        () ->
                                                PollFutures.ready(
                                                        Await.await(
                                                                PollFutures.<String>pending())))));
        assertFalse(stage.isDone());
    }

    @Test
    void pb19_joinInsideTheOwnSingleThread_waitsForItself() throws Exception {
        ThreadPoolExecutor single =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().factory());
        try {
            CompletableFuture<CompletableFuture<String>> nested = new CompletableFuture<>();
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            CompletableFuture<String> outer =
                    CompletableFuture.supplyAsync(
                            () -> {
                                nested.complete(
                                        CompletableFuture.supplyAsync(() -> "nested", single));
                                thread.complete(Thread.currentThread());
                                return nested.join().join();
                            },
                            single);
            Thread waiting = thread.get(20, TimeUnit.SECONDS);
            Waiter.until(
                    () -> LockSupport.getBlocker(waiting) != null && Waiter.isWaiting(waiting));
            assertFalse(outer.isDone());
            assertEquals(1, single.getQueue().size());
            assertTrue(nested.join().complete("from outside"));
            assertEquals("from outside", outer.get(20, TimeUnit.SECONDS));
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void pb19_blockInsideAReactorThread_isRefusedToo() throws Exception {
        Scheduler single = Schedulers.newSingle("single", true);
        try {
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<String> outer =
                    Mono.fromCallable(() -> Mono.fromFuture(stage).block())
                            .subscribeOn(single)
                            .toFuture();
            ExecutionException refused =
                    assertThrows(ExecutionException.class, () -> outer.get(20, TimeUnit.SECONDS));
            assertThat(refused.getCause()).isInstanceOf(IllegalStateException.class);
        } finally {
            single.dispose();
        }
    }
}
