package io.github.trunnion.compat.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.reactive.Publishers;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.PublishSubject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Streams and schedulers of RxJava. */
@Library(name = "RxJava", of = Single.class, by = RxJavaVerification.BY)
@Timeout(60)
class RxJavaShowsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    @Shows(
            "a `Flowable` is read as a stream with a prefetch of one's choice; closing the stream"
                    + " cancels the subscription")
    void streamClosedHalfWay_requestsBoundedAndUpstreamCancelled(Waiter waiter) throws Exception {
        AtomicLong requested = new AtomicLong();
        CountDownLatch cancelled = new CountDownLatch(1);
        Flowable<Integer> flowable =
                Flowable.range(0, 1000)
                        .doOnRequest(requested::addAndGet)
                        .doOnCancel(cancelled::countDown)
                        .observeOn(Schedulers.computation(), false, 4);
        Object read =
                Waiting.start(
                                waiter,
                                () -> {
                                    try (Stream<Integer> numbers = Publishers.stream(flowable, 4)) {
                                        return numbers.limit(10).toList();
                                    }
                                })
                        .value();
        assertThat(read).isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(requested).hasValueLessThanOrEqualTo(10 + 4 + 4);
    }

    @Test
    @Shows("an `Observable` is read through `toFlowable(BackpressureStrategy.BUFFER)`")
    void observableWithABuffer_elements() throws Exception {
        PublishSubject<String> subject = PublishSubject.create();
        Waiting waiting =
                Waiting.start(
                        Waiter.VIRTUAL,
                        () -> {
                            try (Stream<String> words =
                                    Publishers.stream(
                                            subject.toFlowable(BackpressureStrategy.BUFFER), 1)) {
                                return words.toList();
                            }
                        });
        waiting.parked();
        List.of("one", "two", "three").forEach(subject::onNext);
        subject.onComplete();
        assertThat(waiting.value()).isEqualTo(List.of("one", "two", "three"));
    }

    @Test
    @Shows(
            "blocking code as a `Flowable`: `observeOn` takes its elements to a scheduler, at most"
                    + " its buffer ahead, and a cancel interrupts the body")
    void bodyObservedOnThenCancelled_inOrderBoundedAndInterrupted() throws Exception {
        AtomicInteger emitted = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        Flowable<Integer> numbers =
                Flowable.fromPublisher(
                        Publishers.<Integer>publisher(
                                out -> {
                                    try {
                                        while (true) {
                                            out.emit(emitted.get());
                                            emitted.incrementAndGet();
                                        }
                                    } catch (InterruptedException e) {
                                        interrupted.countDown();
                                        throw e;
                                    }
                                }));
        List<Integer> taken =
                numbers.observeOn(Schedulers.computation(), false, 8)
                        .take(20)
                        .toList()
                        .timeout(30, TimeUnit.SECONDS)
                        .blockingGet();
        assertThat(taken).hasSize(20).isSorted().startsWith(0).endsWith(19);
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(emitted).hasValueLessThanOrEqualTo(20 + 8 + 8);
    }

    @ParameterizedTest
    @EnumSource
    @Shows("an empty `Maybe` is a `NoSuchElementException`")
    void emptyMaybe_noSuchElement(Waiter waiter) throws Exception {
        Maybe<String> empty = Maybe.empty();
        Throwable failure =
                Waiting.start(waiter, () -> Await.await(Publishers.single(empty.toFlowable())))
                        .failure();
        assertThat(failure).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Shows("an await in a body on `Schedulers.io()` works, `blockingGet` in a body of ours too")
    void awaitOnIoAndBlockingGetInABody_values() throws Exception {
        HeldBody body = new HeldBody();
        Single<String> awaited =
                Single.fromCallable(() -> Await.await(Blocking.supply(body)))
                        .subscribeOn(Schedulers.io());
        TaskFuture<String> blocked = Blocking.supply(awaited::blockingGet);
        body.awaitBegun();
        body.succeed();
        assertThat(Await.await(blocked, PATIENCE)).isEqualTo("value");
    }

    @Test
    @Shows("`Schedulers.from(virtual threads)` runs operators that await")
    void operatorsOnVirtualThreads_await() throws Exception {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<String> values =
                    Flowable.range(0, 20)
                            .parallel(4)
                            .runOn(Schedulers.from(executor, true))
                            .map(n -> Await.await(Blocking.supply(() -> "value " + n), PATIENCE))
                            .sequential()
                            .toList()
                            .timeout(30, TimeUnit.SECONDS)
                            .blockingGet();
            assertThat(values).hasSize(20).contains("value 0", "value 19");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    @Shows("a checked failure of an `await` with its class arrives as that class")
    void failsWithADeclaredException_typed() {
        Single<String> fails = Single.error(new IOException("gone"));
        assertThatThrownBy(() -> Await.await(fails.toCompletionStage(), IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }
}
