package io.github.trunnion.compat.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The same, awaited as a stage. */
@Library(
        name = "Kafka clients",
        of = Admin.class,
        by =
                "`KafkaFuture` of the `Admin` client, by `Await.awaitFuture`, and its"
                        + " `toCompletionStage()` by `Await.await`")
class KafkaStageTest extends KafkaVerification {
    @Override
    Object face(KafkaFuture<Config> config) {
        return config.toCompletionStage();
    }

    @Test
    @Shows(
            "`orTimeout` of the stage does nothing (the `completeExceptionally` that it needs"
                    + " throws an `UnsupportedOperationException`); a time-out of the await works")
    void orTimeoutOfTheStage_neverEnds() throws Exception {
        Description description = begin();
        CompletableFuture<Config> limited =
                description
                        .config
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(1, TimeUnit.MILLISECONDS);
        Executor later = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
        CompletableFuture.runAsync(() -> {}, later).get(30, TimeUnit.SECONDS);
        assertThat(limited.isDone()).isFalse();
        assertThatThrownBy(() -> Await.await(limited, Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
    }
}
