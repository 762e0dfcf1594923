package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of a source that an await gives up on. */
@Timeout(60)
class AwaitGiveUpTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final AwaitOptions<RuntimeException> DETACHED =
            Await.with().onGiveUp(OnGiveUp.DETACH);
    private static final AwaitOptions<RuntimeException> DRAINING =
            Await.with().onGiveUp(OnGiveUp.drain(LONG));

    /** A body that ends, when it is interrupted, only after it is allowed to. */
    private static final class Stubborn {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        final CountDownLatch allowed = new CountDownLatch(1);
        volatile boolean ended;

        String run() throws InterruptedException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.countDown();
                allowed.await();
                ended = true;
                throw e;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw05_detach_interruptLeavesTheSource(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.view = new RecordingSource<>();
        for (var await :
                java.util.List.<java.util.concurrent.Callable<String>>of(
                        () -> DETACHED.await(source),
                        () -> DETACHED.awaitFuture(source),
                        () -> DETACHED.await(foreign.stage))) {
            Running<String> waiter = kind.start(await).parked();
            waiter.thread.interrupt();
            waiter.failure(InterruptedException.class);
            assertThat(waiter.flag()).isFalse();
        }
        assertThat(source.cancels).isEmpty();
        assertThat(source).isNotDone();
        assertThat(((RecordingSource<String>) foreign.view).cancels).isEmpty();
        assertThat(source.getNumberOfDependents()).isZero();
        source.complete("later");
        assertThat(DETACHED.<String>await(source)).isEqualTo("later");
    }

    @ParameterizedTest
    @EnumSource
    void aw06_detach_timeoutLeavesTheSource(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        for (Duration time : new Duration[] {SHORT, Duration.ZERO}) {
            kind.start(() -> DETACHED.timeout(time).await(source)).failure(TimeoutException.class);
        }
        assertThat(source.cancels).isEmpty();
        assertThat(source).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void aw05_detach_pollFutureRunsOn(ThreadKind kind) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            Promise<String> promise = new Promise<>();
            CompletableFuture<String> seen = new CompletableFuture<>();
            PollFuture<String> future =
                    PollFutures.map(
                            promise,
                            value -> {
                                seen.complete(value);
                                return value;
                            });
            Running<String> waiter = kind.start(() -> DETACHED.on(bridge).await(future)).parked();
            waiter.thread.interrupt();
            waiter.failure(InterruptedException.class);
            promise.complete("late");
            assertThat(seen.get()).isEqualTo("late");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw06_detach_noTimePollsOnce_andTheFutureRunsOn(ThreadKind kind) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            AwaitOptions<TimeoutException> look = DETACHED.on(bridge).timeout(Duration.ZERO);
            assertThat(kind.start(() -> look.<String>await(PollFutures.ready("now"))).value())
                    .isEqualTo("now");
            AtomicInteger cancels = new AtomicInteger();
            CompletableFuture<Context> polled = new CompletableFuture<>();
            PollFuture<String> pending =
                    new PollFuture<>() {
                        private int polls;

                        @Override
                        public Poll<String> poll(Context cx) {
                            if (++polls == 1) {
                                polled.complete(cx);
                                return Poll.pending();
                            }
                            return Poll.ready("late");
                        }

                        @Override
                        public void cancel() {
                            cancels.incrementAndGet();
                        }
                    };
            kind.start(() -> look.await(pending)).failure(TimeoutException.class);
            assertThat(polled).isDone();
            assertThat(cancels).hasValue(0);
            polled.get().waker().wake();
            await().until(() -> bridge.counters().polls() >= 2);
            IllegalStateException broken = new IllegalStateException("first poll");
            assertThat(
                            kind.start(
                                            () ->
                                                    look.await(
                                                            (PollFuture<String>)
                                                                    cx -> {
                                                                        throw broken;
                                                                    }))
                                    .failure(IllegalStateException.class))
                    .hasMessage("first poll");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw05_drain_waitsUntilTheBodyHasEnded(ThreadKind kind) throws Exception {
        Stubborn body = new Stubborn();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.begun.await();
        Running<String> waiter = kind.start(() -> DRAINING.<String>await(task)).parked();
        waiter.thread.interrupt();
        body.interrupted.await();
        waiter.parked();
        assertThat(waiter.isEnded()).isFalse();
        body.allowed.countDown();
        waiter.failure(InterruptedException.class);
        assertThat(body.ended).isTrue();
        assertThat(waiter.flag()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aw06_drain_timeout_waitsUntilTheBodyHasEnded(ThreadKind kind) throws Exception {
        Stubborn body = new Stubborn();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.begun.await();
        Running<String> waiter = kind.start(() -> DRAINING.timeout(SHORT).<String>await(task));
        body.interrupted.await();
        waiter.parked();
        assertThat(waiter.isEnded()).isFalse();
        body.allowed.countDown();
        waiter.failure(TimeoutException.class);
        assertThat(body.ended).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aw05_drain_graceOver_endsWithTheInterrupt(ThreadKind kind) throws Exception {
        Stubborn body = new Stubborn();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.begun.await();
        Running<String> waiter =
                kind.start(() -> Await.with().onGiveUp(OnGiveUp.drain(SHORT)).<String>await(task))
                        .parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertThat(body.ended).isFalse();
        body.allowed.countDown();
    }

    @ParameterizedTest
    @EnumSource
    void aw05_drain_secondInterruptEndsTheWait_andStaysInTheFlag(ThreadKind kind) throws Exception {
        Stubborn body = new Stubborn();
        TaskFuture<String> task = Blocking.supply(body::run);
        body.begun.await();
        Running<String> waiter = kind.start(() -> DRAINING.<String>await(task)).parked();
        waiter.thread.interrupt();
        body.interrupted.await();
        waiter.parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertThat(waiter.flag()).isTrue();
        assertThat(body.ended).isFalse();
        body.allowed.countDown();
    }

    @Test
    void aw05_drain_sourceThatCompletesInPlaceOfObeying_itsValueCounts() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        RecordingSource<String> source = new RecordingSource<>(() -> asked.complete("asked"));
        Running<String> waiter = ThreadKind.VIRTUAL.start(() -> DRAINING.await(source)).parked();
        waiter.thread.interrupt();
        asked.get();
        source.complete("value");
        assertThat(waiter.value()).isEqualTo("value");
        assertThat(waiter.flag()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aw05_drain_pollFuture_hasBeenCancelledOnItsCarrier(ThreadKind kind) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            AtomicInteger cancels = new AtomicInteger();
            PollFuture<String> future =
                    new PollFuture<>() {
                        @Override
                        public Poll<String> poll(Context cx) {
                            return Poll.pending();
                        }

                        @Override
                        public void cancel() {
                            cancels.incrementAndGet();
                        }
                    };
            Running<String> waiter = kind.start(() -> DRAINING.on(bridge).await(future)).parked();
            waiter.thread.interrupt();
            waiter.failure(InterruptedException.class);
            assertThat(cancels).hasValue(1);
        }
    }

    @Test
    void onGiveUp_namesItself() {
        assertThat(OnGiveUp.PROPAGATE).hasToString("PROPAGATE");
        assertThat(OnGiveUp.drain(SHORT)).hasToString("drain(PT0.02S)");
    }

    /** A source that obeys no cancel, on a thread that must not wait for it. */
    @Test
    void aw14_drainOnALoop_doesNotPark() throws Exception {
        RecordingSource<String> deaf = new RecordingSource<>(() -> {});
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Throwable> thrown =
                    bridge.spawn(
                            cx ->
                                    Poll.ready(
                                            catchThrowable(
                                                    () ->
                                                            DRAINING.timeout(Duration.ZERO)
                                                                    .awaitFuture(deaf))));
            assertThat(thrown.get()).isInstanceOf(TimeoutException.class);
        }
        assertThat(deaf.cancels).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource
    void aw06_detach_deadlineHasPassed_looksOnce(ThreadKind kind) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            AwaitOptions<RuntimeException> on = DETACHED.on(bridge);
            Promise<String> pending = new Promise<>();
            Deadline passed = Deadline.after(Duration.ZERO);
            assertThat(
                            kind.start(() -> passed.call(() -> on.await(PollFutures.ready("v"))))
                                    .value())
                    .isEqualTo("v");
            assertThat(
                            kind.start(() -> passed.call(() -> on.await(pending)))
                                    .failure(DeadlineExceededException.class))
                    .hasMessageContaining("while waiting for promise");
            pending.complete("or close would wait");
        }
    }

    /** As RedisFuture is: a Future and a stage, but no CompletableFuture. */
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("unchecked") // the proxy is both
    void aw07_futureThatIsAForeignStage_isCancelledItself(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Object both =
                Proxy.newProxyInstance(
                        AwaitGiveUpTest.class.getClassLoader(),
                        new Class<?>[] {CompletionStage.class, Future.class},
                        (proxy, method, args) ->
                                method.getName().equals("toCompletableFuture")
                                        ? source.copy()
                                        : method.invoke(source, args));
        CompletionStage<String> stage = (CompletionStage<String>) both;
        Running<String> waiter = kind.start(() -> Await.await(stage)).parked();
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertThat(source.cancels).containsExactly(true);
    }
}
