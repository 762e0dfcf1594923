package io.github.trunnion.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.Blocking;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Timer;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** sp04. */
@Timeout(60)
class VertxFuturesTest {
    private static Vertx vertx;

    private final Promise<String> promise = Promise.promise();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What a body gives on an event loop. */
    private static <T> CompletableFuture<T> onLoop(Callable<T> body) {
        CompletableFuture<T> end = new CompletableFuture<>();
        vertx.getOrCreateContext()
                .runOnContext(
                        none -> {
                            try {
                                end.complete(body.call());
                            } catch (Throwable thrown) {
                                end.completeExceptionally(thrown);
                            }
                        });
        return end;
    }

    @Test
    void sp04_await_valueAndFailure() throws Exception {
        vertx.setTimer(5, timer -> promise.complete("value"));
        assertThat(VertxFutures.await(promise.future())).isEqualTo("value");
        assertThat(VertxFutures.await(Future.succeededFuture("done"), Duration.ofSeconds(9)))
                .isEqualTo("done");
        IOException failure = new IOException("gone");
        assertThatThrownBy(() -> VertxFutures.await(Future.failedFuture(failure)))
                .isInstanceOf(AwaitException.class)
                .hasCause(failure);
    }

    @Test
    void sp04_timeOut_leavesTheSourceAlone_lateCompletionIsDropped() {
        assertThatThrownBy(() -> VertxFutures.await(promise.future(), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
        assertThat(promise.future().isComplete()).isFalse();
        promise.complete("late");
        assertThat(promise.future().result()).isEqualTo("late");
    }

    @Test
    void sp04_pollFuture_endsAsTheSource_andItsCancelDoesNotReachIt() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<String> task = bridge.spawn(VertxFutures.toPollFuture(promise.future()));
            TaskFuture<String> cancelled =
                    bridge.spawn(VertxFutures.toPollFuture(promise.future()));
            cancelled.cancel(true);
            cancelled.terminated().toCompletableFuture().get();
            assertThat(promise.future().isComplete()).isFalse();
            promise.complete("value");
            assertThat(task.get()).isEqualTo("value");
        }
    }

    @Test
    void sp04_awaitOnAnEventLoop_isRefused_onAVirtualThreadItWorks() throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThatThrownBy(() -> Await.await(onLoop(() -> Await.await(never))))
                .isInstanceOf(BlockingNotAllowedException.class)
                .hasMessageContaining("an event loop of Vert.x");
        CompletableFuture<String> viaBody =
                onLoop(
                                () ->
                                        Blocking.supply(
                                                () ->
                                                        VertxFutures.await(
                                                                Future.succeededFuture("ok"))))
                        .thenCompose(task -> task);
        assertThat(viaBody.get()).isEqualTo("ok");
        assertThat(never).isNotDone();
    }

    @Test
    void sp04_fromStage_resumesOnTheContextOfTheCall() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<Context> resumed = new CompletableFuture<>();
        Context calledOn =
                onLoop(
                                () -> {
                                    VertxFutures.fromStage(stage)
                                            .onComplete(
                                                    end ->
                                                            resumed.complete(
                                                                    Vertx.currentContext()));
                                    return Vertx.currentContext();
                                })
                        .get();
        stage.complete("value"); // on this thread
        assertThat(resumed.get()).isSameAs(calledOn);
    }

    @Test
    void sp04_fromStage_failuresArriveUnwrapped() {
        Context context = vertx.getOrCreateContext();
        IOException failure = new IOException("gone");
        CompletableFuture<String> stage = new CompletableFuture<>();
        Future<String> derived = VertxFutures.fromStage(stage.thenApply(x -> x), context);
        stage.completeExceptionally(failure);
        assertThat(cause(derived)).isSameAs(failure);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        Future<String> made = VertxFutures.fromStage(cancelled, context);
        cancelled.cancel(true);
        assertThat(cause(made)).isInstanceOf(CancellationException.class);
    }

    private static Throwable cause(Future<?> future) {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        future.onComplete(end -> seen.complete(end.cause()));
        return seen.join();
    }

    @Test
    void sp04_fromStage_withoutAContext_saysHowToGiveOne() {
        assertThatThrownBy(() -> VertxFutures.fromStage(new CompletableFuture<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs on no context of Vert.x")
                .hasMessageContaining("vertx.getOrCreateContext()");
    }

    @Test
    void nulls_areNamed() {
        assertThatThrownBy(() -> VertxFutures.await(null)).hasMessage("future");
        assertThatThrownBy(() -> VertxFutures.toPollFuture(null)).hasMessage("future");
        assertThatThrownBy(() -> VertxFutures.fromStage(null)).hasMessage("stage");
        assertThatThrownBy(() -> VertxFutures.fromStage(new CompletableFuture<>(), null))
                .hasMessage("context");
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKER", "VIRTUAL_THREAD"})
    void sp04_futureOfItsOwnContextAwaitedInAHandler_refused(ThreadingModel model)
            throws Exception {
        CompletableFuture<Object> own = new CompletableFuture<>();
        CompletableFuture<Object> several = new CompletableFuture<>();
        CompletableFuture<Object> done = new CompletableFuture<>();
        CompletableFuture<Object> bodys = new CompletableFuture<>();
        VerticleBase verticle =
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        context.runOnContext(
                                none -> {
                                    Timer late = vertx.timer(1, TimeUnit.HOURS);
                                    own.complete(end(() -> VertxFutures.await(late)));
                                    several.complete(
                                            end(() -> VertxFutures.await(Future.all(late, late))));
                                    done.complete(
                                            end(
                                                    () ->
                                                            VertxFutures.await(
                                                                    Future.succeededFuture("v"))));
                                    bodys.complete(
                                            end(() -> Await.await(Blocking.supply(() -> "b"))));
                                });
                        return Future.succeededFuture();
                    }
                };
        vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model));
        assertThat(own.get(20, TimeUnit.SECONDS))
                .isInstanceOf(BlockingNotAllowedException.class)
                .asString()
                .contains("await() of Vert.x");
        assertThat(several.get(20, TimeUnit.SECONDS))
                .isInstanceOf(BlockingNotAllowedException.class);
        assertThat(done.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(bodys.get(20, TimeUnit.SECONDS)).isEqualTo("b");
    }

    private static Object end(Callable<?> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void sp01_module_requiresTheCoreAndItsLibraryOnly() {
        Module module = VertxFutures.class.getModule();
        assumeTrue(module.isNamed(), "on the class path");
        assertThat(module.getDescriptor().requires().stream().map(Requires::name))
                .containsOnly(
                        "java.base", "org.jspecify", "io.github.trunnion.loom", "io.vertx.core");
        assertThat(module.getDescriptor().provides())
                .anySatisfy(
                        guard ->
                                assertThat(guard.providers())
                                        .containsExactly(EventLoopThreads.class.getName()));
    }
}
