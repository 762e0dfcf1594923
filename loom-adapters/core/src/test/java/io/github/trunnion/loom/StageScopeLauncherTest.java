package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.loom.StageScope.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scopes whose bodies a launcher starts, and typed ends. */
@Timeout(60)
class StageScopeLauncherTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void gr01_forkWithALauncher_runsUnderItsName() throws Exception {
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            ScopeMember<String> member =
                    scope.fork(
                            Blocking.with().name("reader"), () -> Thread.currentThread().getName());
            scope.join();
            assertThat(member.get()).isEqualTo("reader");
        }
    }

    @Test
    void gr01_forkIntoAFullLimit_failureOfAnother_neverRuns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<String> failing = new CompletableFuture<>();
        Blocking.Launcher one = Blocking.with().limit(1);
        CompletableFuture<Void> elsewhere =
                one.run(
                                () -> {
                                    inside.countDown();
                                    release.await();
                                })
                        .toCompletableFuture();
        inside.await();
        ScopeMember<Boolean> waiting;
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(failing);
            waiting = scope.fork(one, () -> ran.getAndSet(true));
            failing.completeExceptionally(new IOException("gone"));
            assertThatThrownBy(scope::join).hasRootCauseMessage("gone");
        } // ends although the limit is full
        assertThat(waiting.outcome()).isInstanceOf(Outcome.Cancelled.class);
        release.countDown();
        Await.await(elsewhere);
        assertThat(Await.await(one.supply(() -> "next"))).isEqualTo("next");
        assertThat(ran).isFalse();
    }

    @Test
    void gr01_launcherRefuses_isTheFailureOfTheMember() throws Exception {
        Executor refuses =
                task -> {
                    throw new RejectedExecutionException("full");
                };
        Blocking.Launcher refusing = Blocking.on(refuses);
        try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
            ScopeMember<String> member = scope.fork(refusing, () -> "never");
            scope.join();
            assertThat(member.outcome()).isInstanceOf(Outcome.Failure.class);
            assertThatThrownBy(member::get).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void gr01_typedGetOfAMember_throwsWhatIsDeclared() throws Exception {
        IOException failure = new IOException("gone");
        try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
            ScopeMember<String> failed = scope.attach(CompletableFuture.failedFuture(failure));
            ScopeMember<String> other = scope.fork(() -> "value");
            assertThatThrownBy(() -> failed.get(IOException.class))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before the join");
            scope.join();
            assertThatThrownBy(() -> failed.get(IOException.class))
                    .isExactlyInstanceOf(IOException.class)
                    .hasCause(failure);
            assertThatThrownBy(() -> failed.get(TimeoutException.class))
                    .isInstanceOf(AwaitException.class)
                    .hasCause(failure);
            assertThat(other.get(IOException.class)).isEqualTo("value");
        }
    }

    @Test
    void gr02_timedTypedJoin_whicheverComesFirst() throws Exception {
        IOException failure = new IOException("gone");
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(CompletableFuture.failedFuture(failure));
            assertThatThrownBy(() -> scope.join(LONG, IOException.class))
                    .isExactlyInstanceOf(IOException.class)
                    .hasCause(failure);
        }
        CompletableFuture<String> never = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(never);
            assertThatThrownBy(() -> scope.join(Duration.ZERO, IOException.class))
                    .isInstanceOf(TimeoutException.class);
        }
        assertThat(never).isCancelled();
    }

    @Test
    void gr06_nullLauncherBodyOrClass_isNamed() {
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            assertThatThrownBy(() -> scope.fork(null, () -> "")).hasMessage("launcher");
            assertThatThrownBy(() -> scope.fork(Blocking.with(), null)).hasMessage("body");
            assertThatThrownBy(() -> scope.join(LONG, null)).hasMessage("declared");
            ScopeMember<String> member = scope.fork(() -> "");
            assertThatThrownBy(() -> member.get(null)).hasMessage("declared");
        }
    }
}
