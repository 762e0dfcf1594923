package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class StagesTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final Context counting = Context.of(wakes::incrementAndGet);

    @Test
    void st01_cancel_cancelsTheSource_withTrue() {
        RecordingSource<String> polled = new RecordingSource<>();
        StageFuture<String> future = Stages.hot(polled);
        assertFalse(poll(future).isReady());
        future.cancel();
        assertThat(polled.cancels).containsExactly(true);
        RecordingSource<String> neverPolled = new RecordingSource<>();
        Stages.hot(neverPolled).cancel();
        assertThat(neverPolled.cancels).containsExactly(true);
        assertEquals(0, wakes.get());
    }

    @Test
    void st01_cancel_leavesADoneSourceAlone() {
        RecordingSource<String> source = new RecordingSource<>();
        StageFuture<String> future = Stages.hot(source);
        assertFalse(poll(future).isReady());
        source.complete("value");
        future.cancel();
        assertThat(source.cancels).isEmpty();
    }

    @Test
    void st01_detached_leavesTheSourceAlone_andTakesItsCallbackOut() {
        RecordingSource<String> source = new RecordingSource<>();
        StageFuture<String> future = Stages.hot(source).detached();
        assertFalse(poll(future).isReady());
        assertEquals(1, source.getNumberOfDependents());
        future.cancel();
        assertThat(source.cancels).isEmpty();
        assertFalse(source.isDone());
        assertEquals(0, source.getNumberOfDependents());
        source.complete("late");
        assertEquals(0, wakes.get());
    }

    @Test
    void st01_foreignStage_isCancelledThroughItsView() {
        ForeignStage<String> foreign = new ForeignStage<>();
        RecordingSource<String> view = new RecordingSource<>();
        foreign.view = view;
        StageFuture<String> future = Stages.hot(foreign.stage);
        assertFalse(poll(future).isReady());
        future.cancel();
        assertThat(view.cancels).containsExactly(true);
        foreign.complete("late", null);
        assertEquals(0, wakes.get());
    }

    @Test
    void st01_cancelThatIsNotOfferedOrThrows_isNoFailureOfTheCancel() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        Stages.hot(inner.minimalCompletionStage()).cancel();
        Stages.hot(new ForeignStage<String>().stage).cancel();
        Stages.hot(
                        new RecordingSource<String>(
                                () -> {
                                    throw new IllegalStateException("expected in the log");
                                }))
                .cancel();
        assertFalse(inner.isDone());
    }

    @Test
    void st01_cancelledTask_cancelsTheSource_whoseDependentsRunOffTheCarrier() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<Thread> dependent = new CompletableFuture<>();
        source.whenComplete((v, t) -> dependent.complete(Thread.currentThread()));
        TaskFuture<String> task = BridgeExecutor.shared().spawn(Stages.hot(source));
        await().until(() -> source.getNumberOfDependents() == 2);
        task.cancel(true);
        Thread ran = dependent.get(10, TimeUnit.SECONDS);
        assertThat(ran.getName()).doesNotStartWith("trunnion-shared");
        assertTrue(ran.isVirtual());
        assertTrue(source.isCancelled());
    }

    @Test
    void st01_cancelOnACarrier_reachesATaskAtOnce() throws Exception {
        TaskFuture<Void> source = Blocking.run(() -> new CountDownLatch(1).await());
        boolean cancelled =
                BridgeExecutor.shared()
                        .<Boolean>spawn(
                                cx -> {
                                    StageFuture<Void> future = Stages.hot(source);
                                    assertFalse(future.poll(cx).isReady());
                                    future.cancel();
                                    return Poll.ready(source.isCancelled());
                                })
                        .get();
        assertTrue(cancelled);
        source.terminated().get(10, TimeUnit.SECONDS);
    }

    @Test
    void st02_lazy_callsTheSupplierOnce_atTheFirstPoll() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<String> source = new CompletableFuture<>();
        StageFuture<String> future =
                Stages.lazy(
                        () -> {
                            calls.incrementAndGet();
                            return source;
                        });
        assertEquals(0, calls.get());
        assertThat(future.toString()).contains("not started");
        assertFalse(poll(future).isReady());
        assertFalse(poll(future).isReady());
        source.complete("value");
        assertEquals("value", ready(future));
        assertEquals(1, calls.get());
    }

    @Test
    void st02_supplierThatThrowsOrReturnsNull_failsTheFuture() {
        IOException failure = new IOException();
        StageFuture<String> throwing =
                Stages.lazy(
                        () -> {
                            throw failure;
                        });
        assertSame(failure, assertThrows(IOException.class, () -> throwing.poll(counting)));
        StageFuture<String> none = Stages.lazy(() -> null);
        assertThrows(NullPointerException.class, () -> none.poll(counting));
        assertThrows(IllegalStateException.class, () -> none.poll(counting));
    }

    @Test
    void st02_cancelBeforeTheFirstPoll_startsNothing() {
        StageFuture<String> future =
                Stages.lazy(
                        () -> {
                            throw new AssertionError("started");
                        });
        future.cancel();
        RecordingSource<String> source = new RecordingSource<>();
        StageFuture<String> started = Stages.lazy(() -> source);
        poll(started);
        started.cancel();
        assertThat(source.cancels).containsExactly(true);
    }

    @Test
    void st02_nullArguments_areNamed() {
        AwaitCompleteTest.assertNamed("stage", () -> Stages.hot(null));
        AwaitCompleteTest.assertNamed("supplier", () -> Stages.lazy(null));
    }

    @Test
    void st03_manyPolls_oneCallback_onlyTheLatestWakerIsWoken() throws Exception {
        for (boolean minimal : new boolean[] {false, true}) {
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletionStage<String> stage = minimal ? source.minimalCompletionStage() : source;
            StageFuture<String> future = Stages.hot(stage);
            AtomicInteger early = new AtomicInteger();
            AtomicInteger latest = new AtomicInteger();
            for (int i = 0; i < 1_000; i++) {
                assertFalse(future.poll(Context.of(early::incrementAndGet)).isReady());
            }
            assertFalse(future.poll(Context.of(latest::incrementAndGet)).isReady());
            assertEquals(1, source.getNumberOfDependents());
            source.complete("value");
            assertEquals(0, early.get());
            assertEquals(1, latest.get());
            assertEquals("value", ready(future));
            assertThrows(IllegalStateException.class, () -> poll(future));
        }
    }

    @Test
    void st03_foreignStage_getsOneCallback() throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        StageFuture<String> future = Stages.hot(foreign.stage);
        poll(future);
        poll(future);
        assertEquals(1, foreign.callbacks.size());
        foreign.complete("value", null);
        foreign.callbacks.forEach(c -> c.accept("again", null));
        assertEquals("value", ready(future));
        assertEquals(1, wakes.get());
    }

    @Test
    void st03_sourceThatIsDone_isReadWithoutACallback() throws Exception {
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.complete("value", null);
        assertEquals("value", ready(Stages.hot(done)));
        assertEquals("value", ready(Stages.hot(done.minimalCompletionStage())));
        assertEquals("value", ready(Stages.hot(foreign.stage)));
        assertEquals("value", ready(Stages.lazy(() -> done)));
        assertNull(ready(Stages.hot(CompletableFuture.<String>completedFuture(null))));
        assertEquals(0, wakes.get());
    }

    @Test
    void st03_throwingWaker_doesNotReachTheCompleter() {
        CompletableFuture<String> source = new CompletableFuture<>();
        StageFuture<String> future = Stages.hot(source);
        Waker broken =
                () -> {
                    throw new IllegalStateException("expected in the log");
                };
        Thread.UncaughtExceptionHandler before =
                Thread.currentThread().getUncaughtExceptionHandler();
        AtomicInteger reports = new AtomicInteger();
        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> reports.incrementAndGet());
        try {
            assertFalse(assertPolls(future, Context.of(broken)).isReady());
            assertTrue(source.complete("value"));
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertEquals(1, reports.get());
    }

    @Test
    void st04_failure_arrivesUnwrapped_fromAnyKindOfStage() {
        for (Throwable failure :
                List.of(new IOException(), new IllegalStateException(), new AssertionError())) {
            CompletableFuture<String> source = new CompletableFuture<>();
            ForeignStage<String> foreign = new ForeignStage<>();
            List<CompletionStage<String>> stages =
                    List.of(
                            source,
                            source.thenApply(x -> x),
                            source.minimalCompletionStage(),
                            foreign.stage);
            List<StageFuture<String>> slow = stages.stream().map(Stages::<String>hot).toList();
            slow.forEach(f -> assertFalse(poll(f).isReady()));
            source.completeExceptionally(failure);
            foreign.complete(null, new CompletionException(new ExecutionException(failure)));
            for (StageFuture<String> future : slow) {
                assertSame(failure, assertThrows(Throwable.class, () -> future.poll(counting)));
            }
            for (CompletionStage<String> stage : stages) {
                StageFuture<String> fast = Stages.hot(stage);
                assertSame(failure, assertThrows(Throwable.class, () -> fast.poll(counting)));
            }
        }
    }

    @Test
    void st04_cancelledSource_arrivesAsCancellation_alsoThroughDependents() {
        CompletableFuture<String> source = new CompletableFuture<>();
        List<CompletionStage<String>> stages =
                List.of(source, source.thenApply(x -> x), source.minimalCompletionStage());
        List<StageFuture<String>> slow = stages.stream().map(Stages::<String>hot).toList();
        slow.forEach(f -> assertFalse(poll(f).isReady()));
        source.cancel(true);
        for (StageFuture<String> future : slow) {
            assertThrows(CancellationException.class, () -> future.poll(counting));
        }
        for (CompletionStage<String> stage : stages) {
            assertThrows(CancellationException.class, () -> Stages.hot(stage).poll(counting));
        }
    }

    @Test
    void st04_spawnedStage_failsItsTaskWithTheFailureItself() {
        IOException failure = new IOException();
        CompletableFuture<String> source = new CompletableFuture<>();
        TaskFuture<String> task =
                BridgeExecutor.shared().spawn(Stages.hot(source.thenApply(x -> x)));
        source.completeExceptionally(failure);
        ExecutionException thrown = assertThrows(ExecutionException.class, task::get);
        assertSame(failure, thrown.getCause());
    }

    @Test
    void st03_taskOfABridge_wakesWithoutAHop() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("source").build()) {
            CompletableFuture<String> trigger = new CompletableFuture<>();
            TaskFuture<String> task = bridge.spawn(Stages.hot(trigger));
            CompletableFuture<String> waker = new CompletableFuture<>();
            StageFuture<String> future = Stages.hot(task);
            Context cx = Context.of(() -> waker.complete(Thread.currentThread().getName()));
            assertFalse(assertPolls(future, cx).isReady());
            trigger.complete("value");
            assertEquals("source-0", waker.get(10, TimeUnit.SECONDS));
            assertEquals("value", ready(future));
            assertNotEquals("source-0", Thread.currentThread().getName());
        }
    }

    @Test
    void st03_completionBesidePoll_losesNoWake() throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(9);
        while (rounds.next()) {
            int round = rounds.round();
            CompletableFuture<Integer> source = new CompletableFuture<>();
            TaskFuture<Integer> task = BridgeExecutor.shared().spawn(Stages.hot(source));
            Rounds.spin(balance.length());
            balance.wasTooLong(source.getNumberOfDependents() > 0);
            source.complete(round);
            assertEquals(round, task.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void st01_cancelBesideCompletion_oneOutcome() throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(10);
        while (rounds.next()) {
            int value = rounds.round();
            CompletableFuture<Integer> source = new CompletableFuture<>();
            TaskFuture<Integer> task = BridgeExecutor.shared().spawn(Stages.hot(source));
            Rounds.spin(balance.length());
            balance.wasTooLong(source.getNumberOfDependents() > 0);
            boolean completed = source.complete(value);
            boolean cancelled = task.cancel(true);
            assertTrue(completed);
            assertEquals(cancelled, task.isCancelled());
            if (!cancelled) {
                assertEquals(value, task.get());
            }
            task.terminated().join();
            assertFalse(source.isCancelled());
        }
    }

    private Poll<String> poll(StageFuture<String> future) {
        return assertPolls(future, counting);
    }

    private static Poll<String> assertPolls(StageFuture<String> future, Context cx) {
        try {
            return future.poll(cx);
        } catch (Exception e) {
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(e);
        }
    }

    private static <T> T ready(StageFuture<T> future) throws Exception {
        if (future.poll(Context.of(Wakers.noop())) instanceof Poll.Ready<T> ready) {
            return ready.value();
        }
        throw new AssertionError("pending");
    }

    @Test
    void st03_givenUpPollsOfATask_leaveNothingInIt() throws Exception {
        BlockingTask<String> task =
                (BlockingTask<String>)
                        Blocking.<String>supply(
                                () -> {
                                    new CountDownLatch(1).await();
                                    return "never";
                                });
        for (int i = 0; i < 100; i++) {
            StageFuture<String> future = Stages.<String>hot(task).detached();
            poll(future);
            future.cancel();
        }
        assertThat(task.direct().getNumberOfDependents()).isLessThan(3);
        task.cancel(true);
    }
}
