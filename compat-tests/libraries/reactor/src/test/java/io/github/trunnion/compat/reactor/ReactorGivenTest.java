package io.github.trunnion.compat.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocking code as a Mono. */
@Library(name = "Reactor", of = Mono.class, by = ReactorVerification.BY)
class ReactorGivenTest extends GivenVerification {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    protected Taken take(TaskFuture<String> task) {
        return subscribed(Mono.fromFuture(task.toCompletableFuture()));
    }

    private static <T> Taken subscribed(Mono<T> mono) {
        CompletableFuture<T> end = new CompletableFuture<>();
        Disposable subscription = mono.subscribe(end::complete, end::completeExceptionally);
        return new Taken() {
            @Override
            public T get() throws Throwable {
                try {
                    return end.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void cancel() {
                subscription.dispose();
            }
        };
    }

    @Test
    @Shows("`Mono.fromCompletionStage` takes a `TaskFuture` as it is; a cancel interrupts the body")
    void fromCompletionStageCancelled_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        Taken taken = subscribed(Mono.fromCompletionStage(Blocking.supply(body)));
        body.awaitBegun();
        taken.cancel();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows(
            "a stage that is derived from `Blocking.linked` is cancelled through to the body; of"
                    + " `toCompletableFuture` it is not")
    void derivedStageCancelled_bodyInterruptedWhereLinked() throws Exception {
        HeldBody linked = new HeldBody();
        HeldBody plain = new HeldBody();
        TaskFuture<String> plainTask = Blocking.supply(plain);
        Taken ofLinked =
                subscribed(
                        Mono.fromFuture(
                                Blocking.linked(Blocking.supply(linked))
                                        .thenApply(String::length)));
        Taken ofPlain =
                subscribed(
                        Mono.fromFuture(plainTask.toCompletableFuture().thenApply(String::length)));
        linked.awaitBegun();
        plain.awaitBegun();
        ofLinked.cancel();
        ofPlain.cancel();
        await().atMost(PATIENCE).until(linked::wasInterrupted);
        plain.succeed();
        plainTask.terminated().get(30, TimeUnit.SECONDS);
        assertThat(plain.wasInterrupted()).isFalse();
    }

    @Test
    @Shows("`timeout` of a `Mono` interrupts the body")
    void timedOutByReactor_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        // region stack-reactor-given
        Mono<String> mono = Mono.fromFuture(() -> Blocking.supply(body).toCompletableFuture());
        // endregion
        Taken taken = subscribed(mono.timeout(Duration.ofMillis(100)));
        Throwable failure = null;
        try {
            taken.get();
        } catch (Throwable e) {
            failure = e;
        }
        assertThat(failure).isInstanceOf(TimeoutException.class);
        await().atMost(PATIENCE).until(() -> body.wasInterrupted() || !body.hasBegun());
    }

    @Test
    @Shows("`retry` of `Mono.fromFuture(supplier)` runs a new body for each attempt")
    void retriedAfterAFailure_newBody() throws Throwable {
        Queue<HeldBody> bodies = new ConcurrentLinkedQueue<>();
        HeldBody fails = new HeldBody();
        fails.fail();
        HeldBody succeeds = new HeldBody();
        succeeds.succeed();
        bodies.add(fails);
        bodies.add(succeeds);
        Mono<String> mono =
                Mono.fromFuture(() -> Blocking.supply(bodies.remove()).toCompletableFuture());
        Taken taken =
                subscribed(mono.retryWhen(Retry.max(1).filter(IOException.class::isInstance)));
        assertThat(taken.get()).isEqualTo("value");
        assertThat(bodies).isEmpty();
    }
}
