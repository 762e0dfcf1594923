package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** The carriers of an executor, one by one. */
@Timeout(60)
class BridgeCarrierTest {

    @Test
    void c08_aFutureSpawnedOnACarrierIsPolledThere_andEachCarrierHasAThreadOfItsOwn()
            throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(3).build()) {
            Set<Thread> threads = new HashSet<>();
            for (BridgeCarrier carrier : executor.carriers()) {
                assertThat(executor.carriers().get(carrier.index())).isSameAs(carrier);
                assertThat(carrier.executor()).isSameAs(executor);
                for (int i = 0; i < 3; i++) {
                    assertThat(carrier.spawn(cx -> Poll.ready(BridgeCarrier.current())).get())
                            .isSameAs(carrier);
                }
                threads.add(carrier.spawn(cx -> Poll.ready(Thread.currentThread())).get());
                assertThat(carrier.toString()).contains("carrier");
            }
            assertThat(threads).hasSize(3);
        }
    }

    @Test
    void aVirtualThreadBelongsToTheCarrierThatItWasMadeOn() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().carriers(2).build()) {
            for (BridgeCarrier carrier : executor.carriers()) {
                CompletableFuture<BridgeCarrier> seen = new CompletableFuture<>();
                carrier.spawn(
                                cx -> {
                                    executor.newThread(
                                                    null,
                                                    () -> seen.complete(BridgeCarrier.current()))
                                            .start();
                                    return Poll.ready(null);
                                })
                        .get();
                assertThat(seen.get()).isSameAs(carrier);
            }
        }
    }

    @Test
    void elsewhereThereIsNoCarrier_alsoInBlockOn() throws Exception {
        assertThat(BridgeCarrier.current()).isNull();
        CompletableFuture<BridgeCarrier> inside = new CompletableFuture<>();
        BlockOn.run(
                cx -> {
                    inside.complete(BridgeCarrier.current());
                    return Poll.ready(null);
                });
        assertThat(inside.get()).isNull();
    }

    @Test
    void e06_aSpawnAfterCloseIsRejected() {
        BridgeExecutor executor = BridgeExecutor.builder().build();
        executor.close();
        assertThatThrownBy(() -> executor.carriers().get(0).spawn(cx -> Poll.ready(1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("spawn was called on");
        assertThatThrownBy(() -> executor.carriers().get(0).spawn(null))
                .isInstanceOf(NullPointerException.class);
    }
}
