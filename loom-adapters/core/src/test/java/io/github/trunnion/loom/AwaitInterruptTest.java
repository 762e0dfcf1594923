package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

@Timeout(30)
class AwaitInterruptTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource
    void aw05_interruptedWhileParked_cancelsSource(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Running<String> waiter = kind.start(() -> Await.await(source)).parked();
        waiter.thread.interrupt();
        InterruptedException thrown = waiter.failure(InterruptedException.class);
        assertThat(thrown).hasMessageContaining("RecordingSource").hasNoSuppressedExceptions();
        assertFalse(waiter.flag());
        assertTrue(source.isCancelled());
        assertThat(source.cancels).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource
    void aw05_interruptedInTimedWait_cancelsSource(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Running<String> waiter = kind.start(() -> Await.await(source, LONG)).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertFalse(waiter.flag());
        assertThat(source.cancels).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource
    void aw05_interruptedBeforeTheCall_cancelsIncompleteSource(ThreadKind kind) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> waiter =
                kind.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return Await.await(source);
                        });
        waiter.failure(InterruptedException.class);
        assertTrue(source.isCancelled());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_throwingCancel_isSuppressed(ThreadKind kind) throws Exception {
        IllegalStateException refusal = new IllegalStateException("not now");
        RecordingSource<String> source =
                new RecordingSource<>(
                        () -> {
                            throw refusal;
                        });
        Running<String> waiter = kind.start(() -> Await.await(source)).parked();
        waiter.thread.interrupt();
        assertThat(waiter.failure(InterruptedException.class).getSuppressed())
                .containsExactly(refusal);
    }

    @ParameterizedTest
    @EnumSource
    void aw05_sourceDoneAtTheCancel_valueWins_flagSetAgain(ThreadKind kind) throws Exception {
        CompletableFuture<RecordingSource<String>> self = new CompletableFuture<>();
        RecordingSource<String> source = new RecordingSource<>(() -> self.join().complete("value"));
        self.complete(source);
        Running<String> waiter = kind.start(() -> Await.await(source)).parked();
        waiter.thread.interrupt();
        assertEquals("value", waiter.value());
        assertTrue(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_sourceFailedAtTheCancel_failureWins_flagSetAgain(ThreadKind kind) throws Exception {
        IllegalStateException failure = new IllegalStateException();
        CompletableFuture<RecordingSource<String>> self = new CompletableFuture<>();
        RecordingSource<String> source =
                new RecordingSource<>(() -> self.join().completeExceptionally(failure));
        self.complete(source);
        Running<String> waiter = kind.start(() -> Await.await(source, LONG)).parked();
        waiter.thread.interrupt();
        assertSame(failure, waiter.failure().getCause());
        assertTrue(waiter.flag());
    }

    /** A timed get looks at the interrupt first, so it throws beside a result. */
    @Test
    void aw05_doneBetweenLookAndTimedGet_valueWins_flagSetAgain() throws Exception {
        CompletableFuture<String> source =
                new CompletableFuture<>() {
                    @Override
                    public String get(long timeout, java.util.concurrent.TimeUnit unit)
                            throws InterruptedException {
                        complete("value");
                        assertTrue(Thread.interrupted());
                        throw new InterruptedException();
                    }

                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                        throw new AssertionError("cancelled although it is done");
                    }
                };
        Running<String> waiter =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return Await.await(source, LONG);
                        });
        assertEquals("value", waiter.value());
        assertTrue(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_cancelThatIgnores_stillInterrupts(ThreadKind kind) throws Exception {
        RecordingSource<String> stubborn = new RecordingSource<>(() -> {});
        Running<String> waiter = kind.start(() -> Await.await(stubborn)).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertFalse(stubborn.isDone());
        assertEquals(0, stubborn.getNumberOfDependents());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_foreignStage_isCancelledThroughItsView(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        RecordingSource<String> view = new RecordingSource<>();
        foreign.view = view;
        Running<String> waiter = kind.start(() -> Await.await(foreign.stage)).parked();
        waiter.thread.interrupt();
        assertThat(waiter.failure(InterruptedException.class))
                .hasMessageContaining("foreign stage");
        assertThat(view.cancels).containsExactly(true);
        assertFalse(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_foreignStageDoneAtTheCancel_valueWins_flagSetAgain(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.view = CompletableFuture.completedFuture("value");
        Running<String> waiter = kind.start(() -> Await.await(foreign.stage, LONG)).parked();
        waiter.thread.interrupt();
        assertEquals("value", waiter.value());
        assertTrue(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_stageThatCannotBeCancelled_stillInterrupts(ThreadKind kind) throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletionStage<String> minimal = inner.minimalCompletionStage();
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> first = kind.start(() -> Await.await(minimal)).parked();
        Running<String> second = kind.start(() -> Await.await(foreign.stage)).parked();
        first.thread.interrupt();
        second.thread.interrupt();
        assertThat(first.failure(InterruptedException.class)).hasNoSuppressedExceptions();
        assertThat(second.failure(InterruptedException.class)).hasNoSuppressedExceptions();
        assertFalse(inner.isDone());
    }

    @ParameterizedTest
    @EnumSource
    void aw07_interrupt_cancelsWithTrue_reachingTheRunningWork(ThreadKind kind) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<String> task =
                new FutureTask<>(
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return "unused";
                        });
        Running<Object> worker =
                kind.start(
                        () -> {
                            task.run();
                            return null;
                        });
        worker.parked();
        Running<String> waiter = kind.start(() -> Await.awaitFuture(task)).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        worker.value();
        assertEquals(0, interrupted.getCount());
    }

    @ParameterizedTest
    @EnumSource
    void aw05_interruptedWaitForATask_cancelsTheTask(ThreadKind kind) throws Exception {
        var spawned = BridgeExecutor.shared().spawn(new Promise<String>());
        Running<String> waiter = kind.start(() -> Await.await(spawned)).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertTrue(spawned.isCancelled());
        CountDownLatch never = new CountDownLatch(1);
        var blocking = Blocking.run(never::await);
        Running<Void> second = kind.start(() -> Await.await(blocking, LONG)).parked();
        second.thread.interrupt();
        second.failure(InterruptedException.class);
        blocking.terminated().join();
        assertTrue(blocking.isCancelled());
    }
}
