package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** From stages to poll-futures and back, many times over. */
@Timeout(60)
class RoundTripTest {
    private static final int TRIPS = 10_000;

    private final BridgeExecutor bridge = BridgeExecutor.builder().name("trips").build();
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final List<TaskFuture<String>> trips = new ArrayList<>();

    @AfterEach
    void close() {
        bridge.close(Duration.ZERO);
    }

    /** The last of a chain in which each is a task that polls the one before. */
    private TaskFuture<String> lastTrip() {
        CompletionStage<String> stage = source;
        for (int i = 0; i < TRIPS; i++) {
            TaskFuture<String> task = bridge.spawn(Stages.hot(stage));
            trips.add(task);
            stage = task;
        }
        return trips.getLast();
    }

    @Test
    void st09_tenThousandRoundTrips_theValueComesThrough() throws Exception {
        TaskFuture<String> last = lastTrip();
        source.complete("there and back");
        assertThat(last.get()).isEqualTo("there and back");
        assertThat(Await.await(last)).isEqualTo("there and back");
    }

    @Test
    void st09_tenThousandRoundTrips_theFailureComesThroughUnwrapped() {
        TaskFuture<String> last = lastTrip();
        IllegalStateException failure = new IllegalStateException("at the far end");
        source.completeExceptionally(failure);
        assertThatThrownBy(last::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .hasCause(failure);
    }

    @Test
    void st09_tenThousandRoundTrips_aCancelReachesTheSource() throws Exception {
        TaskFuture<String> last = lastTrip();
        last.cancel(true);
        last.terminated().toCompletableFuture().get();
        for (TaskFuture<String> trip : trips.reversed()) {
            trip.terminated().toCompletableFuture().get();
            assertThat(trip.isCancelled()).isTrue();
        }
        // the last cancel is run elsewhere
        assertThatThrownBy(source::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void st09_stageOfATaskOverItsView_isTheSameViewEachTime() {
        TaskFuture<String> task = bridge.spawn(Stages.hot(source));
        assertThat(task.toCompletableFuture()).isSameAs(task.toCompletableFuture());
    }
}
