package io.github.trunnion.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.Futures;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Blocking;
import io.smallrye.mutiny.Uni;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An executor refuses the work: where the caller learns of it. */
@Timeout(60)
class RejectionsTest {
    private static final Executor FULL =
            task -> {
                throw new RejectedExecutionException("full");
            };

    private static Throwable failure(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS))
                .getCause();
    }

    @Test
    void pb15_rejected_futureFails_nothingIsThrownAtTheCaller() {
        TaskFuture<Integer> rejected = Blocking.on(FULL).supply(() -> 1);
        assertInstanceOf(RejectedExecutionException.class, failure(rejected));
        assertThat(rejected.terminated()).isDone();
    }

    @Test
    void pb15_rejected_supplyAsyncAndGuavaThrowAtTheCaller() {
        assertThrows(
                RejectedExecutionException.class,
                () -> CompletableFuture.supplyAsync(() -> 1, FULL));
        assertThrows(RejectedExecutionException.class, () -> Futures.submit(() -> 1, FULL));
    }

    /** The same executor, by the same class: here it is the failure of the future, and wrapped. */
    @Test
    void pb15_rejected_thenApplyAsyncFailsTheDependent() {
        CompletableFuture<Integer> source = new CompletableFuture<>();
        CompletableFuture<Integer> dependent = source.thenApplyAsync(value -> value, FULL);
        source.complete(1);
        assertThat(assertThrows(CompletionException.class, dependent::join))
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void pb15_rejected_mutinyFailsTheFutureToo() {
        Uni<Integer> uni = Uni.createFrom().item(() -> 1).runSubscriptionOn(FULL);
        assertInstanceOf(
                RejectedExecutionException.class, failure(uni.subscribe().asCompletionStage()));
    }

    /** Reactor also hands the rejection to the uncaught exception handler of the thread. */
    @Test
    void pb15_rejected_reactorFailsTheFutureToo() throws Exception {
        Mono<Integer> mono = Mono.fromCallable(() -> 1);
        Throwable failure =
                quietly(() -> failure(mono.subscribeOn(Schedulers.fromExecutor(FULL)).toFuture()));
        assertInstanceOf(RejectedExecutionException.class, failure);
    }

    /** Runs the body on a thread whose uncaught exception handler says nothing. */
    private static <T> T quietly(Callable<T> body) throws Exception {
        return Waiter.start(
                        Thread.ofPlatform()
                                .daemon()
                                .uncaughtExceptionHandler((thread, thrown) -> {})
                                .factory(),
                        body)
                .value();
    }
}
