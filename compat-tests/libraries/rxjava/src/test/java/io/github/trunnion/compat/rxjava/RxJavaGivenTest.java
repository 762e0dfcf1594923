package io.github.trunnion.compat.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.reactive.Publishers;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Blocking code as a Single. */
@Library(name = "RxJava", of = Single.class, by = RxJavaVerification.BY)
class RxJavaGivenTest extends GivenVerification {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    protected Taken take(TaskFuture<String> task) {
        CompletableFuture<String> end = new CompletableFuture<>();
        Disposable subscription =
                Single.fromCompletionStage(task)
                        .subscribe(end::complete, end::completeExceptionally);
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
                subscription.dispose();
            }
        };
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.GIVEN_CANCEL,
                "`fromCompletionStage` only drops its callback when it is disposed of, and"
                        + " `fromFuture` waits in `get` and cancels nothing; say it with"
                        + " `doOnDispose`, or take a publisher");
    }

    @Test
    @Shows("`doOnDispose(() -> task.cancel(true))` has a dispose interrupt the body")
    void disposedWithDoOnDispose_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        TaskFuture<String> task = Blocking.supply(body);
        Disposable subscription =
                Single.fromCompletionStage(task)
                        .doOnDispose(() -> task.cancel(true))
                        .subscribe(value -> {}, failure -> {});
        body.awaitBegun();
        subscription.dispose();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows("a body by `Publishers.publisher` is interrupted by a dispose as it is")
    void publisherDisposed_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        Disposable subscription =
                Flowable.fromPublisher(Publishers.<String>publisher(out -> out.emit(body.call())))
                        .subscribe(value -> {}, failure -> {});
        body.awaitBegun();
        subscription.dispose();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows("`Flowable.fromFuture` on `io` takes a `TaskFuture`; disposed of, it leaves the body")
    void fromFutureDisposed_bodyRunsOn() throws Exception {
        HeldBody body = new HeldBody();
        TaskFuture<String> task = Blocking.supply(body);
        Flowable<String> flowable = Flowable.fromFuture(task).subscribeOn(Schedulers.io());
        body.awaitBegun();
        Disposable subscription = flowable.subscribe(value -> {}, failure -> {});
        subscription.dispose();
        assertThat(task.isDone()).isFalse();
        body.succeed();
        assertThat(flowable.blockingSingle()).isEqualTo("value");
        assertThat(body.wasInterrupted()).isFalse();
    }
}
