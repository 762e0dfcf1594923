package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.loom.StageScope.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a scope does first when a member ends, and what it does not wait for. */
@Timeout(60)
class StageScopeOrderTest {
    private static final long PATIENCE_SECONDS = 20;

    /** A member with a dependent that holds whoever completes or cancels it. */
    private static final class Holding {
        final CompletableFuture<String> stage = new CompletableFuture<>();
        final CountDownLatch holds = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        Holding() {
            stage.whenComplete(
                    (value, failure) -> {
                        holds.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }

    private static Running<Boolean> fails(CompletableFuture<String> stage) {
        return ThreadKind.PLATFORM.start(
                () -> stage.completeExceptionally(new IllegalStateException("broken")));
    }

    @Test
    void gr01_memberFails_dependentOfAnotherBlocks_joinIsToldAllTheSame() throws Exception {
        Holding other = new Holding();
        CompletableFuture<String> failing = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(other.stage);
            scope.attach(failing);
            Running<Boolean> failer = fails(failing);
            assertThat(other.holds.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> scope.join(Duration.ofSeconds(PATIENCE_SECONDS)))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            assertThat(failer.isEnded()).isFalse();
            other.release.countDown();
            assertThat(failer.value()).isTrue();
        } finally {
            other.release.countDown();
        }
    }

    @Test
    void gr01_dependentHoldsTheCancel_thenAttach_theMemberIsCancelledAtOnce() throws Exception {
        Holding other = new Holding();
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(failing);
            scope.attach(other.stage);
            Running<Boolean> failer = fails(failing);
            assertThat(other.holds.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            scope.attach(late);
            assertThat(late).isCancelled();
            other.release.countDown();
            assertThat(failer.value()).isTrue();
        } finally {
            other.release.countDown();
        }
    }

    @Test
    void gr01_memberFailsOnACarrier_ownerIsBusy_theOthersAreCancelledElsewhere() throws Exception {
        CompletableFuture<String> other = new CompletableFuture<>();
        CompletableFuture<String> canceller = new CompletableFuture<>();
        other.whenComplete(
                (value, failure) -> canceller.complete(Thread.currentThread().getName()));
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("failing").build();
                StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(other);
            scope.attach(
                    bridge.spawn(
                            cx -> {
                                throw new IllegalStateException("broken");
                            }));
            assertThat(canceller.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).doesNotContain("failing");
            assertThatThrownBy(scope::join).hasMessage("broken");
        }
    }

    @ParameterizedTest
    @EnumSource
    void gr01_memberEndsBeforeTheNextIsAdded_joinWaitsForThatToo(Policy policy) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> owner =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            try (StageScope scope = StageScope.open(policy)) {
                                scope.attach(CompletableFuture.completedFuture("first"));
                                ScopeMember<String> second = scope.attach(source);
                                scope.join();
                                return second.get();
                            }
                        });
        owner.parked();
        source.complete("second");
        assertThat(owner.value()).isEqualTo("second");
    }
}
