package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.trunnion.bridge.BridgeExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Waits on the only worker of a pool for what is queued behind it. */
@Timeout(30)
class ForkJoinWorkerTest {
    private final ForkJoinPool pool = new ForkJoinPool(1);

    @AfterEach
    void shutDown() {
        pool.shutdownNow();
    }

    @Test
    void aw04_awaitOfAStage_onTheOnlyWorkerOfItsPool_returns() throws Exception {
        assertEquals(1, onWorker(() -> Await.await(queued())));
    }

    @Test
    void aw08_timedAwaitOfAStage_onTheOnlyWorkerOfItsPool_returns() throws Exception {
        assertEquals(1, onWorker(() -> Await.await(queued(), Duration.ofSeconds(20))));
    }

    @Test
    void aw01_awaitOfATask_thatWaitsForTheOnlyWorker_returns() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            assertEquals(1, onWorker(() -> bridge.spawn(Stages.hot(queued())).get()));
        }
    }

    @Test
    void fl01_stream_onTheOnlyWorkerOfItsPublishersPool_getsAllElements() throws Exception {
        List<Integer> all = IntStream.range(0, 100).boxed().toList();
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(pool, 256)) {
            List<Integer> read =
                    onWorker(
                            () -> {
                                try (Stream<Integer> stream =
                                        Flows.stream(publisher, 16).limit(all.size())) {
                                    pool.execute(
                                            () -> {
                                                while (!publisher.hasSubscribers()) {
                                                    Thread.onSpinWait();
                                                }
                                                all.forEach(publisher::submit);
                                            });
                                    return stream.toList();
                                }
                            });
            assertEquals(all, read);
        }
    }

    private CompletionStage<Integer> queued() {
        return CompletableFuture.supplyAsync(() -> 1, pool).minimalCompletionStage();
    }

    private <T> T onWorker(Callable<T> body) throws Exception {
        return pool.submit(body).get(20, TimeUnit.SECONDS);
    }
}
