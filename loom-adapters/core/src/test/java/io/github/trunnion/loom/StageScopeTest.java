package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.loom.StageScope.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(60)
class StageScopeTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    /** A body that waits until it is interrupted, and may take its time then. */
    private static final class Body implements Callable<String> {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        final CountDownLatch allowed = new CountDownLatch(1);
        volatile boolean ended;

        Body() {}

        Body quick() {
            allowed.countDown();
            return this;
        }

        @Override
        public String call() throws InterruptedException {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.countDown();
                allowed.await();
                throw e;
            } finally {
                ended = true;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gr01_allSucceed_valuesAreThereAfterTheJoin(Policy policy) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build();
                StageScope scope = StageScope.open(policy)) {
            CompletableFuture<String> source = new CompletableFuture<>();
            ForeignStage<String> foreign = new ForeignStage<>();
            Promise<String> promise = new Promise<>();
            ScopeMember<String> a = scope.attach(source);
            ScopeMember<Integer> b = scope.fork(() -> 2);
            ScopeMember<String> c = scope.attach(foreign.stage);
            ScopeMember<String> d = scope.attach(bridge.spawn(promise));
            source.complete(null);
            foreign.complete("c", null);
            promise.complete("d");
            scope.join();
            assertThat(a.get()).isNull();
            assertThat(b.get()).isEqualTo(2);
            assertThat(c.get() + d.get()).isEqualTo("cd");
            assertThat(b.outcome()).isEqualTo(new Outcome.Success<>(2));
        }
    }

    @Test
    void gr01_failFast_firstFailureCancelsTheRest_alsoWhileTheOwnerIsBusy() throws Exception {
        Body body = new Body().quick();
        RecordingSource<String> other = new RecordingSource<>();
        IllegalStateException failure = new IllegalStateException("broken");
        CompletableFuture<String> source = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            ScopeMember<String> failing = scope.attach(source);
            ScopeMember<String> forked = scope.fork(body);
            ScopeMember<String> attached = scope.attach(other);
            body.begun.await();
            source.completeExceptionally(failure);
            body.interrupted.await(); // before any join
            AtomicBoolean ran = new AtomicBoolean();
            ScopeMember<String> late =
                    scope.fork(
                            () -> {
                                ran.set(true);
                                return "late";
                            });
            Throwable thrown = catchThrowable(scope::join);
            assertThat(thrown)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("broken")
                    .hasCause(failure);
            assertThat(thrown.getStackTrace()[0].getClassName())
                    .isEqualTo(StageScope.class.getName());
            assertThat(catchThrowable(scope::join)).hasMessage("broken");
            assertThat(failing.outcome()).isEqualTo(new Outcome.Failure<>(failure));
            scope.close();
            assertThat(body.ended).isTrue();
            assertThat(forked.outcome()).isInstanceOf(Outcome.Cancelled.class);
            assertThatThrownBy(attached::get).isInstanceOf(CancellationException.class);
            assertThat(late.outcome()).isInstanceOf(Outcome.Cancelled.class);
            assertThat(ran).isFalse();
        }
        assertThat(other.cancels).containsExactly(true);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void gr01_failFast_checkedFailure_isWrappedOrDeclared() throws Exception {
        IOException failure = new IOException("gone");
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(CompletableFuture.failedFuture(failure));
            assertThatThrownBy(scope::join).isInstanceOf(AwaitException.class).hasCause(failure);
            assertThatThrownBy(() -> scope.join(IOException.class))
                    .isExactlyInstanceOf(IOException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void gr01_waitAll_failuresArePerMember() throws Exception {
        IllegalStateException failure = new IllegalStateException("broken");
        CompletableFuture<String> slow = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
            ScopeMember<String> failed = scope.attach(CompletableFuture.failedFuture(failure));
            ScopeMember<String> value = scope.attach(slow);
            Thread owner = Thread.currentThread();
            Thread.startVirtualThread(
                    () -> {
                        OwnedState.awaitWaiting(owner);
                        slow.complete("value");
                    });
            scope.join();
            assertThat(value.get()).isEqualTo("value");
            assertThat(catchThrowable(failed::get)).hasMessage("broken").hasCause(failure);
            assertThat(failed.outcome()).isEqualTo(new Outcome.Failure<>(failure));
        }
    }

    /** Waits for the state of a thread. */
    private static final class OwnedState {
        static void awaitWaiting(Thread thread) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gr02_interruptOfTheJoin_cancelsAll(ThreadKind kind) throws Exception {
        Body body = new Body().quick();
        RecordingSource<String> source = new RecordingSource<>();
        Running<String> running =
                kind.start(
                        () -> {
                            try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
                                scope.fork(body);
                                scope.attach(source);
                                body.begun.await();
                                scope.join();
                                return "joined";
                            }
                        });
        body.begun.await();
        running.parked();
        running.thread.interrupt();
        running.failure(InterruptedException.class);
        assertThat(running.flag()).isFalse();
        assertThat(body.ended).isTrue();
        assertThat(source.cancels).containsExactly(true);
    }

    @Test
    void gr02_deadlineOfTheJoin_cancelsAll_andIsInheritedByForks() throws Exception {
        Body body = new Body().quick();
        AtomicReference<Deadline> inherited = new AtomicReference<>();
        Deadline deadline = Deadline.after(SHORT);
        deadline.run(
                () -> {
                    try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                        scope.fork(
                                () -> {
                                    inherited.set(Deadline.current());
                                    return body.call();
                                });
                        assertThatThrownBy(scope::join)
                                .isInstanceOf(DeadlineExceededException.class);
                    }
                });
        assertThat(inherited.get()).isSameAs(deadline);
        assertThat(body.ended).isTrue();
    }

    @Test
    void gr02_timeoutOfTheJoin_cancelsAll() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(source);
            assertThatThrownBy(() -> scope.join(SHORT)).isInstanceOf(TimeoutException.class);
        }
        assertThat(source.cancels).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource
    void gr03_closeWithoutJoin_cancelsAndWaitsUntilBodiesHaveEnded_throughInterrupts(
            ThreadKind kind) throws Exception {
        Body body = new Body();
        Running<Boolean> running =
                kind.start(
                        () -> {
                            try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                                scope.fork(body);
                                body.begun.await();
                            }
                            return body.ended;
                        });
        body.interrupted.await();
        running.parked();
        running.thread.interrupt();
        running.parked();
        assertThat(running.isEnded()).isFalse();
        body.allowed.countDown();
        assertThat(running.value()).isTrue();
        assertThat(running.flag()).isTrue();
    }

    @Test
    void gr03_close_leavesNothingInAStageThatLivesOn_andIsIdempotent() {
        CompletableFuture<String> source = new CompletableFuture<>();
        StageScope scope = StageScope.open(Policy.WAIT_ALL);
        scope.attach(source.copy());
        scope.close();
        scope.close();
        assertThat(source).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void gr04_race_firstValueWins_losersAreCancelled(ThreadKind kind) throws Exception {
        RecordingSource<String> loser = new RecordingSource<>();
        CompletableFuture<String> winner = new CompletableFuture<>();
        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalStateException("first"));
        Running<String> running =
                kind.start(() -> StageScope.<String>race(failed, loser, winner)).parked();
        winner.complete("value");
        assertThat(running.value()).isEqualTo("value");
        assertThat(loser.cancels).containsExactly(true);
        assertThat(winner.getNumberOfDependents()).isZero();
        assertThat(StageScope.<String>race(CompletableFuture.completedFuture(null))).isNull();
    }

    @Test
    void gr04_race_allFail_theFirstIsCopied_andTheOthersAreSuppressedOnTheCopy() {
        IllegalStateException first = new IllegalStateException("first");
        IOException second = new IOException("second");
        CompletableFuture<String> third = new CompletableFuture<>();
        third.cancel(true);
        Throwable thrown =
                catchThrowable(
                        () ->
                                StageScope.race(
                                        CompletableFuture.failedFuture(first),
                                        CompletableFuture.failedFuture(second),
                                        third));
        assertThat(thrown)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("first")
                .hasCause(first);
        assertThat(thrown.getSuppressed()).hasSize(2).contains(second);
        assertThat(first.getSuppressed()).isEmpty();
        Throwable checkedFirst =
                catchThrowable(
                        () ->
                                StageScope.race(
                                        CompletableFuture.failedFuture(second),
                                        CompletableFuture.failedFuture(second),
                                        CompletableFuture.failedFuture(first)));
        assertThat(checkedFirst).isInstanceOf(AwaitException.class).hasCause(second);
        assertThat(checkedFirst.getSuppressed()).containsExactly(first);
        AssertionError error = new AssertionError("uncopied");
        assertThat(catchThrowable(() -> StageScope.race(CompletableFuture.failedFuture(error))))
                .hasRootCause(error);
    }

    @ParameterizedTest
    @EnumSource
    void gr04_race_interrupted_cancelsAll(ThreadKind kind) throws Exception {
        RecordingSource<String> one = new RecordingSource<>();
        RecordingSource<String> other = new RecordingSource<>();
        Running<String> running =
                kind.start(() -> StageScope.<String>race(List.of(one, other))).parked();
        running.thread.interrupt();
        running.failure(InterruptedException.class);
        assertThat(one.cancels).containsExactly(true);
        assertThat(other.cancels).containsExactly(true);
    }

    @Test
    void gr04_race_ofNothing_isRefused() {
        assertThatThrownBy(() -> StageScope.race(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a stage");
        assertThatThrownBy(() -> StageScope.<String>race((CompletableFuture<String>) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void gr05_all_valuesInOrder_firstFailureCancelsTheRest() throws Exception {
        CompletableFuture<String> a = CompletableFuture.supplyAsync(() -> "a");
        CompletableFuture<String> b = CompletableFuture.completedFuture("b");
        CompletableFuture<String> nothing = CompletableFuture.completedFuture(null);
        assertThat(StageScope.<String>all(List.of(a, b, nothing))).containsExactly("a", "b", null);
        assertThat(StageScope.<String>all(List.of())).isEmpty();
        RecordingSource<String> pending = new RecordingSource<>();
        IllegalStateException failure = new IllegalStateException("broken");
        assertThatThrownBy(
                        () ->
                                StageScope.<String>all(
                                        List.of(
                                                pending,
                                                CompletableFuture.<String>failedFuture(failure))))
                .hasMessage("broken")
                .hasCause(failure);
        assertThat(pending.cancels).containsExactly(true);
    }

    @Test
    void gr06_wrongUses_areRefusedWithAReason() throws Exception {
        StageScope scope = StageScope.open(Policy.FAIL_FAST);
        ScopeMember<Integer> member = scope.fork(() -> 1);
        assertThatThrownBy(member::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before the join");
        for (Callable<Object> use :
                List.<Callable<Object>>of(
                        () -> scope.fork(() -> 1),
                        () -> scope.attach(new CompletableFuture<>()),
                        () -> {
                            scope.join();
                            return null;
                        },
                        () -> {
                            scope.close();
                            return null;
                        })) {
            assertThat(ThreadKind.VIRTUAL.start(use).failure(IllegalStateException.class))
                    .hasMessageContaining("belongs to the thread that opened it");
        }
        scope.join();
        assertThatThrownBy(() -> scope.fork(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has been joined");
        scope.close();
        assertThatThrownBy(() -> scope.attach(new CompletableFuture<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(scope::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(member.get()).isEqualTo(1);
    }

    @Test
    void gr06_null_isNamed() {
        assertThatThrownBy(() -> StageScope.open(null)).hasMessage("policy");
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            assertThatThrownBy(() -> scope.attach(null)).hasMessage("stage");
            assertThatThrownBy(() -> scope.fork(null)).hasMessage("body");
            assertThatThrownBy(() -> scope.join((Class<IOException>) null)).hasMessage("declared");
            assertThatThrownBy(() -> scope.join((Duration) null)).hasMessage("timeout");
        }
    }

    @Test
    void gr01_failureOnACarrier_cancelsOffTheLoop() throws Exception {
        AtomicReference<Thread> canceller = new AtomicReference<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        other.whenComplete((value, failure) -> canceller.set(Thread.currentThread()));
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("failing").build();
                StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(other);
            scope.attach(
                    bridge.spawn(
                            cx -> {
                                throw new IllegalStateException("broken");
                            }));
            assertThatThrownBy(scope::join).hasMessage("broken");
            scope.close();
            assertThat(canceller.get().getName()).doesNotContain("failing");
            assertThat(LONG).isPositive();
        }
    }

    /** A member is added while another one fails: it is cancelled in any case. */
    @Test
    void gr01_attachBesideFailure_theMemberIsCancelled() throws Exception {
        Rounds rounds = new Rounds();
        while (rounds.next()) {
            CompletableFuture<String> failing = new CompletableFuture<>();
            CompletableFuture<String> late = new CompletableFuture<>();
            try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                scope.attach(failing);
                Thread failer =
                        Thread.startVirtualThread(
                                () ->
                                        failing.completeExceptionally(
                                                new IllegalStateException("broken")));
                Rounds.spin(rounds.round() % 200);
                scope.attach(late);
                assertThatThrownBy(scope::join).hasMessage("broken");
                failer.join();
            }
            assertThat(late).isCancelled();
        }
    }

    @Test
    @SuppressWarnings("unchecked") // a proxy
    void gr03_attachOfAStageThatThrows_isThrown_andCloseReturns() throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        CompletionStage<String> broken =
                (CompletionStage<String>)
                        Proxy.newProxyInstance(
                                StageScopeTest.class.getClassLoader(),
                                new Class<?>[] {CompletionStage.class},
                                (proxy, method, args) -> {
                                    throw new IllegalStateException("no callbacks");
                                });
        try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
            assertThatThrownBy(() -> scope.attach(broken)).hasMessage("no callbacks");
            ScopeMember<String> member = scope.attach(foreign.stage);
            foreign.complete("value", null);
            scope.join();
            assertThat(member.get()).isEqualTo("value");
        }
    }

    @Test
    void gr06_resultWhileTheOwnerIsInJoin_isRefused() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<ScopeMember<String>> attached = new CompletableFuture<>();
        Running<String> owner =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                                ScopeMember<String> member = scope.attach(source);
                                attached.complete(member);
                                scope.join();
                                return member.get();
                            }
                        });
        ScopeMember<String> member = attached.get();
        owner.parked();
        assertThatThrownBy(member::outcome)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before the join");
        source.complete("value");
        assertThat(owner.value()).isEqualTo("value");
        assertThat(member.outcome()).isEqualTo(new Outcome.Success<>("value"));
    }

    @Test
    void aw06_timeoutOfAJoin_namesTheScope() {
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(new CompletableFuture<>());
            assertThatThrownBy(() -> scope.join(SHORT))
                    .hasMessageContaining("from StageScope[FAIL_FAST, 1 member of");
        }
    }
}
