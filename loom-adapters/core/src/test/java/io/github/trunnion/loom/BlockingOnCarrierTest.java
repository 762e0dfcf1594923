package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;

/** Bodies never run on a carrier, wherever they are started. */
@Timeout(30)
class BlockingOnCarrierTest {
    @Test
    void st07_bodiesStartedOnACarriedThreadAndInItsPoll_runOnTheSchedulerOfTheJdk()
            throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("carried").build()) {
            assumeTrue(bridge.mode() == BridgeMode.CARRIER, "hosted mode");
            CompletableFuture<String> outside = new CompletableFuture<>();
            CompletableFuture<String> inside = new CompletableFuture<>();
            bridge.newThread(
                            "starter",
                            () -> {
                                start(outside);
                                try {
                                    Await.await(
                                            cx -> {
                                                start(inside);
                                                return Poll.ready(1);
                                            });
                                } catch (InterruptedException e) {
                                    inside.completeExceptionally(e);
                                }
                            })
                    .start();
            assertThat(outside.get()).contains("ForkJoinPool");
            assertThat(inside.get()).contains("ForkJoinPool");
        }
    }

    /** The text of a mounted virtual thread names the thread that carries it. */
    private static void start(CompletableFuture<String> carrier) {
        Blocking.run(() -> carrier.complete(Thread.currentThread().toString()));
    }
}
