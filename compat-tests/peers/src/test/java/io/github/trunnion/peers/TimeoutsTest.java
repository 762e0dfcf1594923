package io.github.trunnion.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.OnGiveUp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What time-outs leave behind, and whom they hold up. */
@Timeout(60)
class TimeoutsTest {
    private static final Duration TINY = Duration.ofNanos(1_000);
    private static final int ROUNDS = 1_000;

    @Test
    void pb09_tenThousandTimedWaits_leaveNoDependent() throws Exception {
        CompletableFuture<String> shared = new CompletableFuture<>();
        AwaitOptions<TimeoutException> tiny = Await.with().timeout(TINY).onGiveUp(OnGiveUp.DETACH);
        for (int i = 0; i < 10_000; i++) {
            assertThrows(TimeoutException.class, () -> tiny.await(shared));
        }
        assertEquals(0, shared.getNumberOfDependents());
    }

    @Test
    void pb09_timedGets_leaveNoDependentEither() {
        CompletableFuture<String> shared = new CompletableFuture<>();
        for (int i = 0; i < ROUNDS; i++) {
            assertThrows(TimeoutException.class, () -> shared.get(1, TimeUnit.MICROSECONDS));
        }
        assertEquals(0, shared.getNumberOfDependents());
    }

    @Test
    void pb09_timedOutCopies_leaveADependentEach() {
        CompletableFuture<String> shared = new CompletableFuture<>();
        for (int i = 0; i < ROUNDS; i++) {
            CompletableFuture<String> copy = shared.copy().orTimeout(1, TimeUnit.MICROSECONDS);
            assertThrows(CompletionException.class, copy::join);
        }
        assertEquals(ROUNDS, shared.getNumberOfDependents());
    }

    @Test
    void pb09_timedOutReactorBlocksThatSpareTheFuture_leaveADependentEach() {
        CompletableFuture<String> shared = new CompletableFuture<>();
        for (int i = 0; i < ROUNDS; i++) {
            Mono<String> mono = Mono.fromFuture(shared, true);
            assertThrows(IllegalStateException.class, () -> mono.block(TINY));
        }
        assertEquals(ROUNDS, shared.getNumberOfDependents());
    }

    @Test
    void pb11_dependentOfATimedOutTaskBlocks_otherTimeoutsComeAllTheSame() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        BridgeExecutor bridge = BridgeExecutor.builder().name("timers").build();
        try {
            Promise<String> begin = new Promise<>();
            TaskFuture<String> first = bridge.spawn(PollFutures.then(begin, x -> timesOut()));
            first.whenComplete((value, failure) -> hold(blocked, release));
            begin.complete("now");
            blocked.await();
            TaskFuture<String> second = bridge.spawn(timesOut());
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> second.get(20, TimeUnit.SECONDS));
            assertInstanceOf(TimeoutException.class, failure.getCause());
            CompletableFuture<String> stage = new CompletableFuture<>();
            assertThrows(TimeoutException.class, () -> Await.await(stage, Duration.ofMillis(1)));
        } finally {
            release.countDown();
            bridge.close(Duration.ZERO);
        }
    }

    private static PollFuture<String> timesOut() {
        return PollFutures.withTimeout(PollFutures.<String>pending(), Duration.ofMillis(1));
    }

    /** The timer of the other one is due long before the await of this library ends. */
    @Test
    void pb11_dependentOfAnOrTimeoutBlocks_otherOrTimeoutsDoNotCome() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        try {
            first.whenComplete((value, failure) -> hold(blocked, release));
            first.orTimeout(1, TimeUnit.MILLISECONDS);
            blocked.await();
            second.orTimeout(1, TimeUnit.MILLISECONDS);
            CompletableFuture<String> other = new CompletableFuture<>();
            assertThrows(TimeoutException.class, () -> Await.await(other, Duration.ofMillis(200)));
            assertFalse(second.isDone());
        } finally {
            release.countDown();
        }
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> second.get(20, TimeUnit.SECONDS));
        assertInstanceOf(TimeoutException.class, failure.getCause());
    }

    private static void hold(CountDownLatch blocked, CountDownLatch release) {
        blocked.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
