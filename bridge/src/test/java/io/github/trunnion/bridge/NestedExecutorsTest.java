package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A virtual thread of one executor uses another one. */
@Timeout(60)
class NestedExecutorsTest {
    private OwnThreads outer;
    private OwnThreads inner;

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen(), "java.lang is not open: hosted mode");
        outer = new OwnThreads("outer", 1);
        inner = new OwnThreads("inner", 1);
    }

    @AfterEach
    void close() {
        if (outer != null) {
            outer.close();
            inner.close();
        }
    }

    private static CarrierName carrierName() {
        return new CarrierName();
    }

    /** Ready at its second poll, with the name of the carrier that polls it. */
    private static final class CarrierName implements PollFuture<String> {
        private boolean polled;

        @Override
        public Poll<String> poll(Context cx) {
            if (!polled) {
                polled = true;
                cx.waker().wake();
                return Poll.pending();
            }
            return Poll.ready(BackEnd.currentCarrier().getName());
        }
    }

    @Test
    void awaitOnAnother_runsThereAndResumesHere() throws Exception {
        String seen =
                outer.call(
                        () ->
                                inner.bridge.await(carrierName())
                                        + " "
                                        + BackEnd.currentCarrier().getName()
                                        + " "
                                        + inner.bridge.awaitsInPlace());
        assertThat(seen).isEqualTo("inner-0 outer-0 false");
    }

    @Test
    void awaitInsideAThreadOfAnotherInsideAThread_eachRunsAtHome() throws Exception {
        String seen =
                outer.call(
                        () ->
                                inner.call(
                                                () ->
                                                        outer.bridge.await(carrierName())
                                                                + " "
                                                                + inner.bridge.await(carrierName()))
                                        + " "
                                        + outer.bridge.await(carrierName()));
        assertThat(seen).isEqualTo("outer-0 inner-0 outer-0");
    }

    @Test
    void threadThatAThreadMakesOnAHostedExecutor_runsOnTheSchedulerOfTheJdk() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        try (BridgeExecutor hosted =
                BridgeExecutor.builder().name("hosted").mode(BridgeMode.HOSTED).build()) {
            CompletableFuture<String> told = new CompletableFuture<>();
            outer.call(
                    () -> {
                        inherited.set("kept");
                        hosted.newThread(
                                        null,
                                        () ->
                                                told.complete(
                                                        inherited.get()
                                                                + " on "
                                                                + BackEnd.currentCarrier()
                                                                        .getName()))
                                .start();
                        return null;
                    });
            assertThat(told.get()).startsWith("kept on ForkJoinPool");
        }
    }

    @Test
    void e06_closeOfAnotherByAThread_waitsThereWhileItsOwnCarrierGoesOn() throws Exception {
        Promise<String> promise = new Promise<>();
        CompletableFuture<String> awaited = inner.start(() -> inner.bridge.await(promise));
        while (inner.bridge.counters().polls() == 0) {
            Spin.once();
        }
        CompletableFuture<Boolean> closed =
                outer.start(
                        () -> {
                            inner.bridge.close();
                            return inner.bridge.isClosed();
                        });
        while (!inner.bridge.toString().contains("draining")) {
            Spin.once();
        }
        assertThat(outer.call(() -> outer.bridge.await(PollFutures.ready(1)))).isEqualTo(1);
        assertThat(closed).isNotDone();
        promise.complete("late");
        assertThat(awaited.get()).isEqualTo("late");
        assertThat(closed.get()).isTrue();
        assertThatThrownBy(() -> outer.call(() -> inner.bridge.await(PollFutures.ready(1))))
                .hasCauseInstanceOf(BridgeClosedException.class);
    }

    @Test
    void e06_closeOfAnotherByAnInterruptedThread_cancelsWhatIsLeftAndKeepsTheFlag()
            throws Exception {
        CompletableFuture<String> awaited =
                inner.start(() -> inner.bridge.<String>await(new Promise<>()));
        while (inner.bridge.counters().polls() == 0) {
            Spin.once();
        }
        boolean flag =
                outer.call(
                        () -> {
                            Thread.currentThread().interrupt();
                            inner.bridge.close();
                            return Thread.interrupted();
                        });
        assertThat(flag).isTrue();
        assertThatThrownBy(awaited::get).hasCauseInstanceOf(BridgeClosedException.class);
    }

    @Test
    void executorMadeByAThread_isOfItsOwnAndMayBeClosedByIt() throws Exception {
        String seen =
                outer.call(
                        () -> {
                            try (BridgeExecutor made =
                                    BridgeExecutor.builder()
                                            .name("made")
                                            .mode(BridgeMode.CARRIER)
                                            .build()) {
                                CompletableFuture<String> there = new CompletableFuture<>();
                                made.newThread(
                                                null,
                                                () ->
                                                        OwnThreads.complete(
                                                                there,
                                                                () -> made.await(carrierName())))
                                        .start();
                                return there.join() + " " + made.await(carrierName());
                            }
                        });
        assertThat(seen).isEqualTo("made-0 made-0");
        assertThat(outer.call(() -> BackEnd.currentCarrier().getName())).isEqualTo("outer-0");
    }

    @Test
    void blockOnInAThread_runsOnTheThreadItself() throws Exception {
        Thread[] polledBy = new Thread[2];
        outer.call(
                () -> {
                    polledBy[0] = Thread.currentThread();
                    return BlockOn.run(
                            PollFutures.map(
                                    PollFutures.sleep(Duration.ofMillis(1)),
                                    x -> polledBy[1] = Thread.currentThread()));
                });
        assertThat(polledBy[1]).isSameAs(polledBy[0]).isNotNull();
    }
}
