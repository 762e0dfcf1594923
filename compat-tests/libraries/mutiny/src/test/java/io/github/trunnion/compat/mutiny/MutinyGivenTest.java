package io.github.trunnion.compat.mutiny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Blocking code as a Uni. */
@Library(name = "Mutiny", of = Uni.class, by = MutinyVerification.BY)
class MutinyGivenTest extends GivenVerification {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    protected Taken take(TaskFuture<String> task) {
        return subscribed(Uni.createFrom().completionStage(task));
    }

    private static Taken subscribed(Uni<String> uni) {
        CompletableFuture<String> end = new CompletableFuture<>();
        Cancellable subscription = uni.subscribe().with(end::complete, end::completeExceptionally);
        return new Taken() {
            @Override
            public String get() throws Throwable {
                try {
                    return end.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void cancel() {
                subscription.cancel();
            }
        };
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.GIVEN_CANCEL,
                "`completionStage` and `future` cancel by `cancel(false)`, which ends the future"
                        + " and lets the body run on; say it with `onCancellation`, or take a"
                        + " publisher");
    }

    @Test
    @Shows("`onCancellation().invoke(() -> task.cancel(true))` has a cancel interrupt the body")
    void cancelledWithOnCancellation_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        TaskFuture<String> task = Blocking.supply(body);
        Taken taken =
                subscribed(
                        Uni.createFrom()
                                .completionStage(task)
                                .onCancellation()
                                .invoke(() -> task.cancel(true)));
        body.awaitBegun();
        taken.cancel();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows("a body by `Flows.publisher` is interrupted by a cancel as it is")
    void publisherCancelled_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        Taken taken =
                subscribed(
                        Uni.createFrom()
                                .publisher(Flows.<String>publisher(out -> out.emit(body.call()))));
        body.awaitBegun();
        taken.cancel();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows("`ifNoItem().after(..).fail()` interrupts a body by `Flows.publisher`")
    void noItemInTime_bodyInterrupted() {
        HeldBody body = new HeldBody();
        Taken taken =
                subscribed(
                        Uni.createFrom()
                                .publisher(Flows.<String>publisher(out -> out.emit(body.call())))
                                .ifNoItem()
                                .after(Duration.ofMillis(100))
                                .fail());
        Throwable failure = null;
        try {
            taken.get();
        } catch (Throwable e) {
            failure = e;
        }
        assertThat(failure).isInstanceOf(TimeoutException.class);
        await().atMost(PATIENCE).until(() -> body.wasInterrupted() || !body.hasBegun());
    }
}
