package io.github.trunnion.compat.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.vertx.VertxFutures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Blocking code as a future of Vert.x. */
@Library(name = "Vert.x", of = Future.class, by = VertxVerification.BY)
class VertxGivenTest extends GivenVerification {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = VertxVerification.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        VertxVerification.close(vertx);
    }

    @Override
    protected Taken take(TaskFuture<String> task) {
        Future<String> future = VertxFutures.fromStage(task, vertx.getOrCreateContext());
        return new Taken() {
            @Override
            public String get() throws Throwable {
                try {
                    return future.toCompletionStage()
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void cancel() {
                // there is none
            }
        };
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(Case.GIVEN_CANCEL, "A `Future` of Vert.x has no cancel");
    }

    @Test
    @Shows("what is hung on `VertxFutures.fromStage` runs on the event loop of the call")
    void fromStageOnAContext_continuationsOnIt() throws Exception {
        Context context = vertx.getOrCreateContext();
        HeldBody body = new HeldBody();
        CompletableFuture<Context> seen = new CompletableFuture<>();
        context.runOnContext(
                none ->
                        VertxFutures.fromStage(Blocking.supply(body))
                                .onComplete(end -> seen.complete(Vertx.currentContext())));
        body.awaitBegun();
        body.succeed();
        assertThat(seen.get(30, TimeUnit.SECONDS)).isSameAs(context);
    }

    @Test
    @Shows(
            "`timeout` of a future of Vert.x leaves the body running;"
                    + " `onFailure(e -> task.cancel(true))` interrupts it")
    void timedOutByVertx_bodyInterruptedWhereSaid() throws Exception {
        HeldBody left = new HeldBody();
        HeldBody stopped = new HeldBody();
        TaskFuture<String> leftTask = Blocking.supply(left);
        TaskFuture<String> stoppedTask = Blocking.supply(stopped);
        left.awaitBegun();
        stopped.awaitBegun();
        Context context = vertx.getOrCreateContext();
        Future<String> one =
                VertxFutures.fromStage(leftTask, context).timeout(30, TimeUnit.MILLISECONDS);
        Future<String> two =
                VertxFutures.fromStage(stoppedTask, context)
                        .timeout(30, TimeUnit.MILLISECONDS)
                        .onFailure(late -> stoppedTask.cancel(true));
        await().atMost(PATIENCE).until(() -> one.failed() && two.failed());
        await().atMost(PATIENCE).until(stopped::wasInterrupted);
        left.succeed();
        leftTask.terminated().get(30, TimeUnit.SECONDS);
        assertThat(left.wasInterrupted()).isFalse();
    }
}
