package io.github.trunnion.guava;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** sp02. */
@Timeout(30)
class ListenableFuturesTest {
    private final SettableFuture<String> source = SettableFuture.create();
    private final CompletableFuture<String> stage = new CompletableFuture<>();

    // to a stage

    @Test
    void sp02_value_arrives_beforeAndAfterTheCall_alsoNull() throws Exception {
        CompletableFuture<String> early = ListenableFutures.toStage(source);
        source.set(null);
        assertThat(early.get()).isNull();
        assertThat(ListenableFutures.<String>toStage(Futures.immediateFuture("done")).get())
                .isEqualTo("done");
    }

    @Test
    void sp02_failure_arrivesAsItIs() {
        IOException failure = new IOException("gone");
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        made.whenComplete((value, thrown) -> seen.complete(thrown));
        source.setException(failure);
        assertThat(seen).isCompletedWithValue(failure);
        assertThatThrownBy(made::get).isInstanceOf(ExecutionException.class).hasCause(failure);
    }

    @Test
    void sp02_sourceIsCancelled_stageIsCancelled() {
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        source.cancel(false);
        assertThat(made).isCancelled();
        assertThat(ListenableFutures.toStage(Futures.immediateCancelledFuture())).isCancelled();
    }

    /** Its get would throw something else than a CancellationException. */
    @Test
    void sp02_isCancelledIsAskedFirst() {
        ListenableFuture<String> odd =
                new Forwarding(source) {
                    @Override
                    public String get() throws ExecutionException {
                        throw new ExecutionException(new CancellationException("odd"));
                    }

                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                };
        CompletableFuture<String> made = ListenableFutures.toStage(odd);
        source.set("ends");
        assertThat(made).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sp02_stageIsCancelled_sourceIsCancelledWithAnInterrupt(boolean flag) {
        boolean[] interrupts = new boolean[1];
        ListenableFuture<String> noted =
                new Forwarding(source) {
                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                        interrupts[0] = mayInterruptIfRunning;
                        return super.cancel(mayInterruptIfRunning);
                    }
                };
        CompletableFuture<String> made = ListenableFutures.toStage(noted);
        assertThat(made.cancel(flag)).isTrue();
        assertThat(made).isCancelled();
        assertThat(source.isCancelled()).isTrue();
        assertThat(interrupts[0]).isTrue();
        assertThat(made.cancel(flag)).isTrue();
    }

    @Test
    void sp02_sourceIsDone_thenCancel_changesNothing() {
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        source.set("value");
        assertThat(made.cancel(true)).isFalse();
        assertThat(made).isCompletedWithValue("value");
    }

    @Test
    void sp02_dependentWaitsForTheSource_cancelEndsBoth() {
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        CompletableFuture<Boolean> dependent =
                made.handle(
                        (value, failure) -> {
                            assertThatThrownBy(source::get)
                                    .isInstanceOf(CancellationException.class);
                            return true;
                        });
        made.cancel(true);
        assertThat(dependent).isCompletedWithValue(true);
    }

    @Test
    void sp02_completedFromOutside_sourceIsCancelled() {
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        assertThat(made.complete("outside")).isTrue();
        assertThat(made).isCompletedWithValue("outside");
        assertThat(source.isCancelled()).isTrue();
        SettableFuture<String> slow = SettableFuture.create();
        CompletableFuture<String> timed = ListenableFutures.<String>toStage(slow);
        assertThatThrownBy(() -> timed.orTimeout(1, TimeUnit.MILLISECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        await().until(slow::isCancelled);
    }

    @Test
    void sp02_completedAsyncFromOutside_sourceIsCancelled() {
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        made.completeAsync(() -> "outside");
        await().until(source::isCancelled);
        assertThat(made).isCompletedWithValue("outside");
    }

    @Test
    void sp02_supplierOfCompleteAsyncFails_failsAsThatOfTheJdk_sourceIsCancelled() {
        IllegalStateException thrown = new IllegalStateException("outside");
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        made.completeAsync(
                () -> {
                    throw thrown;
                },
                Runnable::run);
        assertThat(made.handle((value, failure) -> failure).join())
                .isExactlyInstanceOf(CompletionException.class)
                .hasCause(thrown);
        assertThat(source.isCancelled()).isTrue();
    }

    @Test
    void sp02_completeAsync_submitsWhatTheJdkMarks_doneStage_doesNotAskTheSupplier() {
        AtomicReference<Runnable> submitted = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<String> made = ListenableFutures.toStage(source);
        made.completeAsync(() -> "asked " + asked.incrementAndGet(), submitted::set);
        assertThat(submitted.get())
                .isInstanceOf(CompletableFuture.AsynchronousCompletionTask.class);
        source.set("source");
        submitted.get().run();
        assertThat(asked).hasValue(0);
        assertThat(made).isCompletedWithValue("source");
    }

    @Test
    void sp02_futureOfSomebodysOwnThrows_thatIsTheFailure() {
        IllegalStateException broken = new IllegalStateException("broken");
        CompletableFuture<String> made =
                ListenableFutures.toStage(
                        new Forwarding(source) {
                            @Override
                            public String get() {
                                throw broken;
                            }
                        });
        source.set("ends");
        assertThatThrownBy(made::join).hasCause(broken);
    }

    // to a poll-future

    @Test
    void sp02_pollFuture_endsAsTheSource_onACarrier() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<String> task = bridge.spawn(ListenableFutures.toPollFuture(source));
            source.set("value");
            assertThat(task.get()).isEqualTo("value");
            IOException failure = new IOException();
            TaskFuture<String> failed =
                    bridge.spawn(
                            ListenableFutures.toPollFuture(
                                    Futures.<String>immediateFailedFuture(failure)));
            assertThatThrownBy(failed::get).hasCause(failure);
        }
    }

    @Test
    void sp02_pollFutureIsCancelled_sourceIs_unlessDetached() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<String> task = bridge.spawn(ListenableFutures.toPollFuture(source));
            task.cancel(true);
            await().until(source::isCancelled);
            SettableFuture<String> shared = SettableFuture.create();
            TaskFuture<String> detached =
                    bridge.spawn(ListenableFutures.<String>toPollFuture(shared).detached());
            detached.cancel(true);
            detached.terminated().toCompletableFuture().get();
            assertThat(shared.isDone()).isFalse();
        }
    }

    // from a stage

    @Test
    void sp02_stagesEnd_isTheEndOfTheListenable() throws Exception {
        ListenableFuture<String> made = ListenableFutures.fromStage(stage);
        CountDownLatch told = new CountDownLatch(1);
        made.addListener(told::countDown, directExecutor());
        assertThat(made.isDone()).isFalse();
        assertThat(made.toString()).contains("stage=[");
        stage.complete("value");
        told.await();
        assertThat(made.get()).isEqualTo("value");
    }

    @Test
    void sp02_failureOfADerivedStage_arrivesWithoutItsWrapper() {
        IOException failure = new IOException();
        ListenableFuture<String> made = ListenableFutures.fromStage(stage.thenApply(x -> x));
        stage.completeExceptionally(failure);
        assertThatThrownBy(made::get).isInstanceOf(ExecutionException.class).hasCause(failure);
        CompletionException own = new CompletionException("no cause", null);
        assertThatThrownBy(ListenableFutures.fromStage(CompletableFuture.failedFuture(own))::get)
                .hasCause(own);
    }

    @Test
    void sp02_cancelledStage_orOneDerivedFromIt_isACancelledListenable() {
        ListenableFuture<String> made = ListenableFutures.fromStage(stage);
        ListenableFuture<String> derived = ListenableFutures.fromStage(stage.thenApply(x -> x));
        stage.cancel(true);
        assertThat(made.isCancelled()).isTrue();
        assertThat(derived.isCancelled()).isTrue();
    }

    @Test
    void sp02_listenableIsCancelled_stageIs() {
        assertThat(ListenableFutures.fromStage(stage).cancel(true)).isTrue();
        assertThat(stage).isCancelled();
        CompletableFuture<String> minimal = new CompletableFuture<>();
        ListenableFuture<String> made =
                ListenableFutures.fromStage(minimal.minimalCompletionStage());
        assertThat(made.cancel(true)).isTrue(); // the stage cannot be, which is no error
        assertThat(made.isCancelled()).isTrue();
        assertThat(minimal).isNotDone();
    }

    @Test
    void sp02_bodyBehindTheListenable_isInterruptedByTrue_andRunsOnByFalse() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ListenableFuture<String> stopped =
                ListenableFutures.fromStage(
                        Blocking.supply(
                                () -> {
                                    begun.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException stop) {
                                        interrupted.countDown();
                                    }
                                    return "ended";
                                }));
        begun.await();
        stopped.cancel(true);
        interrupted.await();
        CountDownLatch go = new CountDownLatch(1);
        TaskFuture<Boolean> task =
                Blocking.supply(
                        () -> {
                            go.await();
                            return Thread.currentThread().isInterrupted();
                        });
        CompletableFuture<Boolean> ranOn = new CompletableFuture<>();
        ListenableFutures.fromStage(task).cancel(false);
        assertThat(task.isCancelled()).isTrue();
        task.terminated().thenRun(() -> ranOn.complete(true));
        go.countDown();
        assertThat(ranOn.get()).isTrue();
    }

    @Test
    void sp02_spawnedPollFuture_isAListenable() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            assertThat(ListenableFutures.fromStage(bridge.spawn(PollFutures.ready(1))).get())
                    .isEqualTo(1);
            TaskFuture<Object> never = bridge.spawn(PollFutures.pending());
            ListenableFutures.fromStage(never).cancel(true);
            assertThat(never.isCancelled()).isTrue();
        }
    }

    // await

    @Test
    void sp02_await_valueFailureAndCancel() throws Exception {
        assertThat(ListenableFutures.<String>await(Futures.immediateFuture("value")))
                .isEqualTo("value");
        IllegalStateException failure = new IllegalStateException("broken");
        assertThatThrownBy(() -> ListenableFutures.await(Futures.immediateFailedFuture(failure)))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> ListenableFutures.await(Futures.immediateCancelledFuture()))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(
                        () ->
                                Await.with()
                                        .awaitFuture(
                                                Futures.immediateFailedFuture(
                                                        new IOException("gone")),
                                                IOException.class))
                .isInstanceOf(IOException.class);
    }

    @Test
    void sp02_await_timeOutAndInterruptCancelTheSource_lateCompletionIsDropped() throws Exception {
        assertThatThrownBy(() -> ListenableFutures.await(source, Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
        assertThat(source.isCancelled()).isTrue();
        assertThat(source.set("late")).isFalse();
        SettableFuture<String> another = SettableFuture.create();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread waiter =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        ListenableFutures.await(another);
                                    } catch (Throwable thrown) {
                                        end.complete(thrown);
                                    }
                                });
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(another.isCancelled()).isTrue();
    }

    @Test
    void nulls_areNamed() {
        assertThatThrownBy(() -> ListenableFutures.toStage(null)).hasMessage("future");
        assertThatThrownBy(() -> ListenableFutures.toPollFuture(null)).hasMessage("future");
        assertThatThrownBy(() -> ListenableFutures.fromStage(null)).hasMessage("stage");
        assertThatThrownBy(() -> ListenableFutures.await(null)).hasMessage("future");
        assertThatThrownBy(() -> ListenableFutures.await(source, null)).hasMessage("timeout");
        assertThat(source.isDone()).isFalse();
    }

    /** A future of somebody's own. */
    private static class Forwarding
            extends com.google.common.util.concurrent.ForwardingListenableFuture<String> {
        private final ListenableFuture<String> delegate;

        Forwarding(ListenableFuture<String> delegate) {
            this.delegate = delegate;
        }

        @Override
        protected ListenableFuture<String> delegate() {
            return delegate;
        }
    }

    @Test
    void sp01_module_requiresTheCoreAndItsLibraryOnly() {
        Module module = ListenableFutures.class.getModule();
        assumeTrue(module.isNamed(), "on the class path");
        assertThat(module.getDescriptor().requires().stream().map(Requires::name))
                .containsOnly(
                        "java.base",
                        "org.jspecify",
                        "io.github.trunnion.loom",
                        "com.google.common");
    }
}
