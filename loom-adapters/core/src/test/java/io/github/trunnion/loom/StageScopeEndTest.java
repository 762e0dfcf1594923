package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.loom.StageScope.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** gr03: what has ended when a scope has. */
@Timeout(30)
class StageScopeEndTest {
    @Test
    void gr03_closeOnALoopThread_isRefused_andTheMembersAreCancelledAllTheSame() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        CompletableFuture<String> never =
                new CompletableFuture<>() {
                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                        Running.await(refused);
                        return super.cancel(mayInterruptIfRunning);
                    }
                };
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<ScopeMember<String>> task =
                    bridge.spawn(
                            cx -> {
                                StageScope scope = StageScope.open(Policy.FAIL_FAST);
                                ScopeMember<String> member = scope.attach(never);
                                assertThatThrownBy(scope::close)
                                        .isInstanceOf(BlockingNotAllowedException.class)
                                        .hasMessageContaining("StageScope.close");
                                refused.countDown();
                                return Poll.ready(member);
                            });
            ScopeMember<String> member = task.get();
            assertThat(member.outcome()).isInstanceOf(Outcome.Cancelled.class);
            assertThatThrownBy(never::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void gr03_memberIsAFaceOfATask_closeWaitsForItsBody() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Callable<Integer> body =
                () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException stop) {
                        interrupted.countDown();
                    }
                    release.await();
                    return ended.incrementAndGet();
                };
        Running<Integer> owner =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                                scope.attach(Blocking.supply(body).toCompletableFuture());
                                scope.attach(Blocking.linked(Blocking.supply(body)));
                                begun.await();
                            }
                            return ended.get();
                        });
        interrupted.await();
        owner.parked();
        release.countDown();
        assertThat(owner.value()).isEqualTo(2);
    }

    @Test
    void bl13_forkFails_dependentOfAnotherMemberBlocks_permitIsBack_andCloseEnds()
            throws Exception {
        Blocking.Launcher limited = Blocking.with().limit(1);
        CompletableFuture<String> other = new CompletableFuture<>();
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> dependent =
                other.handle(
                        (value, failure) -> {
                            holds.countDown();
                            Running.await(release);
                            return null;
                        });
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(other);
            scope.fork(
                    limited,
                    () -> {
                        throw new IllegalStateException("broken");
                    });
            assertThatThrownBy(scope::join).hasMessage("broken");
            holds.await();
            assertThat(limited.supply(() -> "next").get()).isEqualTo("next");
        }
        release.countDown();
        dependent.get();
    }

    @Test
    void gr04_nullAmongTheStages_isNamed() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThatThrownBy(() -> StageScope.race(stage, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("stage 1 of 2");
        assertThatThrownBy(() -> StageScope.all(Arrays.asList(stage, null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("stage 1 of 2");
        assertThatThrownBy(() -> StageScope.all(null)).hasMessage("stages");
        assertThat(stage).isNotDone();
    }
}
