package io.github.trunnion.compat.mutiny;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

/** Streams of Mutiny, and what its own waits do. */
@Library(name = "Mutiny", of = Uni.class, by = MutinyVerification.BY)
@Timeout(60)
class MutinyShowsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    @Shows(
            "a `Multi` is read as a stream with a prefetch of one's choice; closing the stream"
                    + " cancels the subscription")
    void streamClosedHalfWay_requestsBoundedAndUpstreamCancelled(Waiter waiter) throws Exception {
        AtomicLong requested = new AtomicLong();
        CountDownLatch cancelled = new CountDownLatch(1);
        Multi<Integer> multi =
                Multi.createFrom()
                        .range(0, 1000)
                        .onRequest()
                        .invoke(n -> requested.addAndGet(n))
                        .onCancellation()
                        .invoke(cancelled::countDown);
        Object read =
                Waiting.start(
                                waiter,
                                () -> {
                                    try (Stream<Integer> numbers = Flows.stream(multi, 4)) {
                                        return numbers.limit(10).toList();
                                    }
                                })
                        .value();
        assertThat(read).isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(requested).hasValueLessThanOrEqualTo(10 + 4);
    }

    @Test
    @Shows(
            "blocking code as a `Multi`: `emitOn` takes its elements to an executor, and a cancel"
                    + " interrupts the body")
    void bodyEmittedOnThenCancelled_inOrderBoundedAndInterrupted() throws Exception {
        AtomicInteger emitted = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Multi<Integer> numbers =
                    Multi.createFrom()
                            .publisher(
                                    Flows.<Integer>publisher(
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
                    numbers.emitOn(executor, 8)
                            .select()
                            .first(20)
                            .collect()
                            .asList()
                            .await()
                            .atMost(PATIENCE);
            assertThat(taken).hasSize(20).isSorted().startsWith(0).endsWith(19);
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(emitted).hasValueLessThanOrEqualTo(20 + 8 + 8);
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "a `Uni` of null is null by `subscribeAsCompletionStage`, and a"
                    + " `NoSuchElementException` as a publisher")
    void uniOfNull_nullOrNoSuchElement(Waiter waiter) throws Exception {
        Uni<String> nothing = Uni.createFrom().nullItem();
        assertThat(
                        Waiting.start(
                                        waiter,
                                        () -> Await.await(nothing.subscribeAsCompletionStage()))
                                .value())
                .isNull();
        assertThat(
                        Waiting.start(
                                        waiter,
                                        () ->
                                                Await.await(
                                                        Flows.single(
                                                                nothing.convert().toPublisher())))
                                .failure())
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Shows(
            "an interrupt of `uni.await().indefinitely()` cancels nothing; of our await it cancels"
                    + " the `Uni`")
    void interrupted_ownWaitCancelsNothing() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Uni<String> never = Uni.createFrom().nothing();
        Uni<String> uni = never.onCancellation().invoke(cancelled::countDown);
        Waiting theirs = Waiting.start(Waiter.VIRTUAL, () -> uni.await().indefinitely()).parked();
        theirs.interrupt();
        assertThat(theirs.failure()).hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(cancelled.getCount()).isEqualTo(1);
        Waiting ours =
                Waiting.start(Waiter.VIRTUAL, () -> Await.await(uni.subscribeAsCompletionStage()))
                        .parked();
        ours.interrupt();
        assertThat(ours.failure()).isInstanceOf(InterruptedException.class);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Shows(
            "blocking code under `runSubscriptionOn` is left alone by a cancel; given as a"
                    + " publisher it is interrupted")
    void suppliedOnAPoolThenCancelled_bodyRunsOn() throws Exception {
        HeldBody body = new HeldBody();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch returned = new CountDownLatch(1);
            Waiting waiting =
                    Waiting.start(
                            Waiter.VIRTUAL,
                            () ->
                                    Await.await(
                                            Uni.createFrom()
                                                    .item(
                                                            () -> {
                                                                try {
                                                                    return body.call();
                                                                } catch (Exception e) {
                                                                    throw new IllegalStateException(
                                                                            e);
                                                                } finally {
                                                                    returned.countDown();
                                                                }
                                                            })
                                                    .runSubscriptionOn(executor)
                                                    .subscribeAsCompletionStage()));
            body.awaitBegun();
            waiting.parked().interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            body.succeed();
            assertThat(returned.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(body.wasInterrupted()).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    @Shows("`uni.await()` in a body works, which is a virtual thread")
    void ownWaitInABody_value() throws Exception {
        HeldBody inner = new HeldBody();
        TaskFuture<String> inside = Blocking.supply(inner);
        TaskFuture<String> outer =
                Blocking.supply(
                        () -> Uni.createFrom().completionStage(inside).await().atMost(PATIENCE));
        inner.awaitBegun();
        inner.succeed();
        assertThat(Await.await(outer, PATIENCE)).isEqualTo("value");
    }
}
