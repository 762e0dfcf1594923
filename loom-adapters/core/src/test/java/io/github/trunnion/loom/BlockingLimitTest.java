package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** bl13: so many bodies at once. */
@Timeout(30)
class BlockingLimitTest {
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final Blocking.Launcher queued =
            Blocking.on((Executor) queue::add).context(ContextCarrier.none());
    private final List<Object> order = Collections.synchronizedList(new ArrayList<>());

    private Callable<Boolean> adds(Object element) {
        return () -> order.add(element);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void limitBelowOne_isRefused(int limit) {
        assertThat(assertThrows(IllegalArgumentException.class, () -> Blocking.with().limit(limit)))
                .hasMessage("The limit must be at least 1: " + limit);
    }

    @Test
    void bl13_neverMoreAtOnce_allRun_inTheOrderOfTheCalls() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Blocking.Launcher limited = Blocking.with().limit(3);
        List<TaskFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            tasks.add(
                    limited.supply(
                            () -> {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                Thread.yield();
                                now.decrementAndGet();
                                return number;
                            }));
        }
        for (int i = 0; i < tasks.size(); i++) {
            assertEquals(i, tasks.get(i).get());
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void bl13_fifo_oneAtATime_noThreadForThoseThatWait() {
        Blocking.Launcher limited = queued.limit(1);
        for (int i = 0; i < 5; i++) {
            limited.supply(adds(i));
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(1, queue.size(), "the others have not been given to the executor");
            queue.remove().run();
        }
        assertEquals(0, queue.size());
        assertEquals(List.of(0, 1, 2, 3, 4), order);
    }

    @Test
    void bl13_launchersDerived_shareTheLimit_anotherLimitIsObeyedToo() {
        Blocking.Launcher outer = queued.limit(3);
        Blocking.Launcher inner = outer.name("inner").limit(1);
        inner.supply(adds("inner 1"));
        inner.supply(adds("inner 2"));
        assertEquals(1, queue.size());
        outer.supply(adds("outer 1"));
        outer.name("x").supply(adds("outer 2"));
        outer.context(ContextCarrier.none()).supply(adds("outer 3"));
        assertEquals(3, queue.size());
        queue.remove().run(); // inner 1: frees a place in both
        assertEquals(3, queue.size());
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
        assertEquals(List.of("inner 1", "outer 1", "outer 2", "outer 3", "inner 2"), order);
    }

    @Test
    void bl13_waitingForTheOuterLimit_cancelled_givesBothUp() {
        Blocking.Launcher outer = queued.limit(1);
        Blocking.Launcher inner = outer.limit(1);
        outer.supply(adds("outer"));
        TaskFuture<Boolean> waits = inner.supply(adds("never"));
        inner.supply(adds("inner"));
        assertTrue(waits.cancel(true));
        assertEquals(1, queue.size());
        queue.remove().run();
        queue.remove().run();
        assertEquals(List.of("outer", "inner"), order);
    }

    @Test
    void bl13_cancelledBetweenTwoLimits_takesNoPermitOfTheOuter() {
        Blocking.Launcher outer = Blocking.on((Executor) Runnable::run).limit(1);
        Blocking.Launcher inner = outer.limit(1);
        inner.run(
                () -> {
                    TaskFuture<Boolean> handed = inner.supply(adds("never"));
                    outer.supply(() -> handed.cancel(true)); // goes on before that one does
                });
        outer.supply(adds("next"));
        assertEquals(List.of("next"), order);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bl13_cancelWhileWaiting_neverRuns_givesItsPlaceUp(boolean mayInterrupt) {
        Blocking.Launcher limited = queued.limit(1);
        List<TaskFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(limited.supply(adds(i)));
        }
        for (int i : new int[] {1, 4, 3}) { // the first that waits, the last, the one between
            assertTrue(tasks.get(i).cancel(mayInterrupt));
            assertTrue(tasks.get(i).isCancelled());
            assertTrue(tasks.get(i).terminated().isDone());
        }
        limited.supply(adds(5));
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
        assertEquals(List.of(0, 2, 5), order);
    }

    @Test
    void bl13_viewCompletedWhileWaiting_givesItsPlaceUp() throws Exception {
        Blocking.Launcher limited = queued.limit(1);
        limited.supply(adds(0));
        TaskFuture<Boolean> waits = limited.supply(adds("never"));
        limited.supply(adds(1));
        assertTrue(waits.toCompletableFuture().complete(true));
        queue.remove().run();
        queue.remove().run();
        assertEquals(List.of(0, 1), order);
    }

    @Test
    void bl13_cancelWithAPermitBeforeItBegins_permitGoesOn() {
        Blocking.Launcher limited = queued.limit(1);
        TaskFuture<Boolean> first = limited.supply(adds("never"));
        limited.supply(adds(1));
        assertEquals(1, queue.size());
        first.cancel(true);
        assertEquals(2, queue.size(), "the next one has been started");
        queue.forEach(Runnable::run);
        assertEquals(List.of(1), order);
    }

    @Test
    void bl13_cancelWhileRunning_countsUntilTheBodyHasReturned() throws Exception {
        Blocking.Launcher limited = Blocking.with().limit(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<Void> first =
                limited.run(
                        () -> {
                            running.countDown();
                            while (mayReturn.getCount() > 0) {
                                try {
                                    mayReturn.await();
                                } catch (InterruptedException deaf) {
                                    order.add("interrupted");
                                }
                            }
                            order.add("first");
                        });
        TaskFuture<Boolean> second = limited.supply(adds("second"));
        running.await();
        assertTrue(first.cancel(true));
        await().until(() -> order.contains("interrupted"));
        assertThat(second.toString()).contains("not begun");
        mayReturn.countDown();
        second.get();
        assertEquals(List.of("interrupted", "first", "second"), order);
    }

    @Test
    void bl13_bodyThrows_permitGoesOn() throws Exception {
        Blocking.Launcher limited = Blocking.with().limit(1);
        TaskFuture<Object> first =
                limited.supply(
                        () -> {
                            throw new StackOverflowError();
                        });
        assertEquals(1, limited.supply(() -> 1).get());
        assertThat(first.exceptionNow()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void bl13_permitIsBackBeforeTheResultIsAwaited_andBeforeABlockingDependent() throws Exception {
        Blocking.Launcher limited = Blocking.with().limit(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TaskFuture<Void> first = limited.run(mayReturn::await);
        first.thenRun(() -> BlockingTest.awaitQuietly(never));
        mayReturn.countDown();
        first.get();
        assertEquals(1, limited.supply(() -> 1).get(10, TimeUnit.SECONDS));
        never.countDown();
    }

    @Test
    void bl13_rejected_permitGoesOnToTheNext() {
        boolean[] full = new boolean[1];
        RejectedExecutionException rejected = new RejectedExecutionException("full");
        Blocking.Launcher limited =
                Blocking.on(
                                (Executor)
                                        task -> {
                                            if (full[0]) {
                                                full[0] = false;
                                                throw rejected;
                                            }
                                            queue.add(task);
                                        })
                        .limit(1);
        limited.supply(adds(0));
        TaskFuture<Boolean> second = limited.supply(adds("never"));
        limited.supply(adds(2));
        full[0] = true;
        queue.remove().run();
        assertSame(rejected, second.exceptionNow());
        queue.remove().run();
        assertEquals(List.of(0, 2), order);
        full[0] = true;
        assertSame(rejected, limited.supply(adds("never")).exceptionNow());
        limited.supply(adds(3));
        queue.remove().run();
        assertEquals(List.of(0, 2, 3), order);
    }

    @Test
    void bl13_aLongQueueRejected_doesNotOverflowTheStack() {
        boolean[] closed = new boolean[1];
        Blocking.Launcher limited =
                Blocking.on(
                                (Executor)
                                        task -> {
                                            if (closed[0]) {
                                                throw new RejectedExecutionException("closed");
                                            }
                                            queue.add(task);
                                        })
                        .context(ContextCarrier.none())
                        .limit(2)
                        .limit(1);
        List<TaskFuture<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            tasks.add(limited.supply(adds(i)));
        }
        closed[0] = true;
        queue.remove().run();
        assertEquals(List.of(0), order);
        for (TaskFuture<Boolean> task : tasks.subList(1, tasks.size())) {
            assertThat(task.exceptionNow()).hasMessage("closed");
            assertTrue(task.terminated().isDone());
        }
    }

    @Test
    void bl13_aLongQueueRunInPlace_doesNotOverflowTheStack() {
        boolean[] inPlace = new boolean[1];
        Blocking.Launcher limited =
                Blocking.on(
                                (Executor)
                                        task -> {
                                            if (inPlace[0]) {
                                                task.run();
                                            } else {
                                                queue.add(task);
                                            }
                                        })
                        .context(ContextCarrier.none())
                        .limit(1);
        for (int i = 0; i < 20_000; i++) {
            limited.supply(adds(i));
        }
        inPlace[0] = true;
        queue.remove().run();
        assertEquals(20_000, order.size());
        assertEquals(19_999, order.getLast());
    }

    @Test
    void bl13_aBodyInPlace_mayWaitForAnotherOfItsLimit() throws Exception {
        Blocking.Launcher limited = Blocking.on((Executor) Runnable::run).limit(2);
        assertEquals("inner", limited.supply(() -> limited.supply(() -> "inner").get()).get());
    }

    @Test
    void bl13_closedWhileWaiting_isRefused() throws Exception {
        BridgeExecutor bridge = BridgeExecutor.builder().name("closed").build();
        Blocking.Launcher limited = Blocking.on(bridge).limit(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<Void> first = limited.run(mayReturn::await);
        TaskFuture<Boolean> second = limited.supply(adds("never"));
        bridge.close();
        assertFalse(second.isDone());
        mayReturn.countDown();
        first.get();
        second.terminated().get(10, TimeUnit.SECONDS);
        assertThat(second.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void bl13_factoryWithoutThreads_refusesEach() {
        Blocking.Launcher limited = Blocking.on((ThreadFactory) task -> null).limit(1);
        for (int i = 0; i < 3; i++) {
            assertThat(limited.supply(() -> 1).exceptionNow())
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void bl13_lazy_takesItsPlaceAtTheFirstPoll() throws Exception {
        Blocking.Launcher limited = queued.limit(1);
        var lazy = limited.lazy(adds("lazy"));
        limited.supply(adds("first"));
        var cx = io.github.trunnion.futures.Context.of(() -> {});
        lazy.poll(cx);
        limited.supply(adds("last"));
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
        assertEquals(List.of("first", "lazy", "last"), order);
    }

    @Test
    void bl13_toString_countsThem() {
        BodyLimit limit = new BodyLimit(2);
        assertEquals("0 of 2 at a time, 0 waiting", limit.toString());
    }

    @Test
    void bl13_startedInPlaceByAnother_interruptFlagOfThatOneStays() throws Exception {
        Blocking.Launcher limited = Blocking.on((Executor) Runnable::run).limit(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        Running<Boolean> holder =
                ThreadKind.PLATFORM.start(
                        () -> {
                            limited.run(
                                    () -> {
                                        running.countDown();
                                        mayReturn.await();
                                        Thread.currentThread().interrupt();
                                    });
                            return true;
                        });
        running.await();
        TaskFuture<Boolean> second = limited.supply(adds("second"));
        mayReturn.countDown();
        assertTrue(holder.flag(), "its own flag, set by its own body");
        assertTrue(second.isDone());
    }
}
