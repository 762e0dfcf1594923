package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class FlowsStreamTest {
    @ParameterizedTest
    @EnumSource
    void fl01_allElements_comeInOrder_fromAnotherThread(ThreadKind kind) throws Exception {
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            Running<List<Integer>> reader =
                    kind.start(
                            () -> {
                                try (Stream<Integer> all = Flows.stream(publisher, 16)) {
                                    return all.toList();
                                }
                            });
            while (!publisher.hasSubscribers() && !reader.isEnded()) {
                Thread.onSpinWait();
            }
            IntStream.range(0, 1_000).forEach(publisher::submit);
            publisher.close();
            assertEquals(IntStream.range(0, 1_000).boxed().toList(), reader.value());
        }
    }

    @Test
    void fl01_subscribesAtTheFirstPull_onceAndPrefetches() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Flow.Publisher<String> source =
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.emit("a", "b");
                };
        try (Stream<String> stream = Flows.stream(source, 8)) {
            Iterator<String> elements = stream.iterator();
            assertEquals(0, publisher.subscribers.get());
            assertEquals("a", elements.next());
            assertEquals("b", elements.next());
            assertEquals(1, publisher.subscribers.get());
            assertEquals(8, publisher.requested.get());
        }
    }

    /** Pulls on this thread from a publisher whose elements are there already. */
    private static <T> FlowPull<T> pull(ManualPublisher<T> publisher, int prefetch) {
        return new FlowPull<>(publisher, prefetch, Waits.DEFAULT);
    }

    /** A pull that has subscribed, with one element pulled. */
    private static FlowPull<String> begun(ManualPublisher<String> publisher, int prefetch) {
        FlowPull<String> pull = pull(publisher, prefetch);
        publisher.subscribe(pull);
        return pull;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "8, 6", "256, 192"})
    void fl01_replenished_whenThreeQuartersArePulled(int prefetch, int replenish) {
        ManualPublisher<Integer> publisher = ManualPublisher.prompt();
        Flow.Publisher<Integer> once =
                subscriber -> {
                    publisher.subscribe(subscriber);
                    IntStream.range(0, prefetch).forEach(publisher::emit);
                };
        try (Stream<Integer> stream = Flows.stream(once, prefetch)) {
            Iterator<Integer> elements = stream.iterator();
            for (int i = 0; i < replenish; i++) {
                assertEquals(i, elements.next());
                boolean last = i == replenish - 1;
                assertEquals(last ? prefetch + replenish : prefetch, publisher.requested.get());
            }
            assertEquals(2, publisher.requests.get());
        }
    }

    @Test
    void fl01_options_theirRethrowModeIsPutToUse() {
        IOException failure = new IOException("reset");
        Flow.Publisher<String> failing =
                subscriber -> {
                    ManualPublisher<String> publisher = ManualPublisher.prompt();
                    publisher.subscribe(subscriber);
                    subscriber.onError(failure);
                };
        try (Stream<String> stream =
                Flows.stream(failing, 1, Await.with().rethrow(Rethrow.ORIGINAL))) {
            assertSame(failure, assertThrows(AwaitException.class, stream::count).getCause());
        }
        RuntimeException unchecked = new IllegalStateException("broken");
        Flow.Publisher<String> broken =
                subscriber -> {
                    ManualPublisher<String> publisher = ManualPublisher.prompt();
                    publisher.subscribe(subscriber);
                    subscriber.onError(unchecked);
                };
        try (Stream<String> stream =
                Flows.stream(broken, 1, Await.with().rethrow(Rethrow.ORIGINAL))) {
            assertSame(unchecked, assertThrows(RuntimeException.class, stream::count));
        }
        assertThrows(NullPointerException.class, () -> Flows.stream(broken, 1, null));
    }

    @Test
    void fl01_closed_cancelsUpstream_once() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Flow.Publisher<String> source =
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.emit("a", "b");
                };
        Stream<String> stream = Flows.stream(source, 4);
        assertEquals("a", stream.iterator().next());
        stream.close();
        stream.close();
        assertEquals(1, publisher.cancels.get());
        publisher.emit("late");
        publisher.subscriber.onError(new IOException("late"));
        assertEquals(1, publisher.cancels.get());
    }

    @Test
    void fl01_closed_beforeThePull_subscribesToNothing() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        FlowPull<String> pull = pull(publisher, 4);
        pull.close();
        assertThrows(CancellationException.class, pull::next);
        assertEquals(0, publisher.subscribers.get());
    }

    @Test
    void fl01_complete_thenClosed_doesNotCancel() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        FlowPull<String> pull = begun(publisher, 4);
        publisher.emit("a");
        publisher.subscriber.onComplete();
        pull.close();
        assertEquals(0, publisher.cancels.get());
    }

    @ParameterizedTest
    @EnumSource
    void fl01_closedFromAnotherThread_endsThePull(ThreadKind kind) throws Exception {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Stream<String> stream = Flows.stream(publisher, 4);
        Running<List<String>> reader = kind.start(stream::toList).parked();
        stream.close();
        assertThat(reader.failure(CancellationException.class))
                .hasMessageContaining("manual publisher was closed");
        assertEquals(1, publisher.cancels.get());
    }

    @ParameterizedTest
    @EnumSource
    void fl01_closed_beforeOnSubscribe_cancelsWhatComes(ThreadKind kind) throws Exception {
        ManualPublisher<String> publisher = ManualPublisher.late();
        Stream<String> stream = Flows.stream(publisher, 4);
        Running<List<String>> reader = kind.start(stream::toList).parked();
        stream.close();
        reader.failure(CancellationException.class);
        assertEquals(0, publisher.cancels.get());
        publisher.subscriber.onSubscribe(publisher);
        assertEquals(1, publisher.cancels.get());
        assertEquals(0, publisher.requested.get());
    }

    @ParameterizedTest
    @CsvSource({"VIRTUAL, false", "VIRTUAL, true", "PLATFORM, false", "PLATFORM, true"})
    void fl01_interrupted_cancelsUpstream_flagStays(ThreadKind kind, boolean late)
            throws Exception {
        ManualPublisher<String> publisher =
                late ? ManualPublisher.late() : ManualPublisher.prompt();
        Running<List<String>> reader =
                kind.start(() -> Flows.<String>stream(publisher, 4).toList()).parked();
        reader.thread.interrupt();
        assertThat(reader.failure(AwaitException.class))
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("manual publisher");
        assertTrue(reader.flag());
        if (late) {
            publisher.subscriber.onSubscribe(publisher);
        }
        assertEquals(1, publisher.cancels.get());
    }

    @Test
    void fl01_interrupted_whileElementsAreThere_pullsThem_flagStays() throws Exception {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Stream<String> stream =
                Flows.stream(
                        subscriber -> {
                            publisher.subscribe(subscriber);
                            publisher.emit("a", "b");
                            subscriber.onComplete();
                        },
                        4);
        Running<List<String>> reader =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return stream.toList();
                        });
        assertEquals(List.of("a", "b"), reader.value());
        assertTrue(reader.flag());
    }

    @Test
    void fl01_deadlinePasses_cancelsUpstream() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Stream<String> stream = Flows.stream(publisher, 4);
        assertThrows(
                DeadlineExceededException.class,
                () -> Deadline.after(Duration.ofMillis(5)).call(stream::toList));
        assertEquals(1, publisher.cancels.get());
    }

    private static Stream<String> failingAfterOne(Throwable failure) {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        return Flows.stream(
                subscriber -> {
                    publisher.subscribe(subscriber);
                    publisher.emit("a");
                    publisher.subscriber.onError(failure);
                },
                4);
    }

    @Test
    void fl01_failure_comesAfterTheElements_byTheAwaitRules() {
        IllegalStateException unchecked = new IllegalStateException("state");
        Iterator<String> elements = failingAfterOne(unchecked).iterator();
        assertEquals("a", elements.next());
        IllegalStateException copy = assertThrows(IllegalStateException.class, elements::hasNext);
        assertThat(copy).hasCause(unchecked).hasMessage("state");
        assertThat(copy.getStackTrace()[0].getClassName())
                .isEqualTo(FlowSpliterator.class.getName());
        assertThat(copy.getStackTrace())
                .anyMatch(f -> f.getClassName().equals(FlowsStreamTest.class.getName()));
        IOException checked = new IOException("reset");
        assertThat(
                        assertThrows(
                                AwaitException.class,
                                () -> failingAfterOne(new CompletionException(checked)).toList()))
                .hasCause(checked);
        AssertionError error = new AssertionError("error");
        assertSame(
                error, assertThrows(AssertionError.class, () -> failingAfterOne(error).toList()));
    }

    @Test
    void fl01_onALoopThread_isRefused_onlyIfItWouldPark() throws Exception {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("flows").build();
                Stream<String> stream = Flows.stream(publisher, 4)) {
            Iterator<String> elements = stream.iterator();
            ExecutionException thrown =
                    assertThrows(
                            ExecutionException.class,
                            () -> bridge.spawn(cx -> Poll.ready(elements.hasNext())).get());
            assertThat(thrown.getCause())
                    .isInstanceOf(BlockingNotAllowedException.class)
                    .hasMessageContaining("Flows.stream");
            assertEquals(0, publisher.cancels.get());
            publisher.emit("there");
            assertEquals("there", bridge.spawn(cx -> Poll.ready(elements.next())).get());
        }
        assertEquals(1, publisher.cancels.get());
    }

    // Publishers that break the rules

    @Test
    void fl01_moreThanRequested_failsAfterWhatWasRequested_cancelsUpstream() {
        ManualPublisher<Integer> publisher = ManualPublisher.prompt();
        Stream<Integer> stream =
                Flows.stream(
                        subscriber -> {
                            publisher.subscribe(subscriber);
                            publisher.emit(1, 2, 3, 4, 5);
                        },
                        3);
        Iterator<Integer> elements = stream.iterator();
        assertEquals(1, elements.next());
        assertEquals(2, elements.next());
        assertEquals(3, elements.next());
        assertThat(assertThrows(IllegalStateException.class, elements::hasNext))
                .hasMessageContaining("not requested");
        assertEquals(1, publisher.cancels.get());
    }

    @Test
    void fl01_elementBeforeOnSubscribe_fails_cancelsWhatComes() {
        ManualPublisher<String> publisher = ManualPublisher.late();
        Stream<String> stream =
                Flows.stream(
                        subscriber -> {
                            publisher.subscribe(subscriber);
                            publisher.emit("early");
                            subscriber.onSubscribe(publisher);
                        },
                        3);
        assertThrows(IllegalStateException.class, stream::toList);
        assertEquals(1, publisher.cancels.get());
    }

    @Test
    void fl01_nulls_areRefused_andEndTheStream() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        List<java.util.function.Consumer<Flow.Subscriber<? super String>>> nulls =
                List.of(s -> s.onNext(null), s -> s.onError(null), s -> s.onSubscribe(null));
        for (var signal : nulls) {
            Stream<String> stream =
                    Flows.stream(
                            subscriber -> {
                                publisher.subscribe(subscriber);
                                assertThrows(
                                        NullPointerException.class,
                                        () -> signal.accept(subscriber));
                            },
                            3);
            assertThrows(NullPointerException.class, stream::toList);
        }
        assertEquals(3, publisher.cancels.get());
    }

    @Test
    void fl01_secondSubscription_isCancelled_theFirstGoesOn() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        ManualPublisher<String> second = ManualPublisher.prompt();
        Stream<String> stream =
                Flows.stream(
                        subscriber -> {
                            publisher.subscribe(subscriber);
                            subscriber.onSubscribe(second);
                            publisher.emit("a");
                            subscriber.onComplete();
                        },
                        3);
        assertEquals(List.of("a"), stream.toList());
        assertEquals(1, second.cancels.get());
        assertEquals(0, second.requested.get());
        assertEquals(0, publisher.cancels.get());
    }

    @Test
    void fl01_subscribeOrRequestThrows_isTheFailure() {
        IllegalStateException refused = new IllegalStateException("refused");
        Stream<String> stream =
                Flows.stream(
                        subscriber -> {
                            throw refused;
                        },
                        3);
        assertThat(assertThrows(IllegalStateException.class, stream::toList)).hasCause(refused);
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        publisher.refusal = refused;
        Stream<String> other = Flows.stream(publisher, 3);
        assertThat(assertThrows(IllegalStateException.class, other::toList)).hasCause(refused);
        assertEquals(1, publisher.cancels.get());
    }

    @Test
    void fl01_signalsAfterTheEnd_areIgnored() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        Stream<String> stream =
                Flows.stream(
                        subscriber -> {
                            publisher.subscribe(subscriber);
                            subscriber.onComplete();
                            publisher.emit("late");
                            subscriber.onError(new IOException("late"));
                            subscriber.onComplete();
                        },
                        3);
        assertEquals(List.of(), stream.toList());
    }

    @Test
    void fl01_badArguments_areRefused() {
        ManualPublisher<String> publisher = ManualPublisher.prompt();
        assertEquals(
                "publisher",
                assertThrows(NullPointerException.class, () -> Flows.stream(null, 1)).getMessage());
        for (int prefetch : new int[] {0, -1}) {
            assertThat(
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Flows.stream(publisher, prefetch)))
                    .hasMessageContaining("prefetch is " + prefetch);
        }
    }

    @Test
    void fl01_parallelStream_pullsAll() {
        Flow.Publisher<Integer> publisher =
                Flows.publisher(
                        out -> {
                            for (int i = 0; i < 1_000; i++) {
                                out.emit(i);
                            }
                        });
        try (Stream<Integer> stream = Flows.stream(publisher, 7)) {
            assertEquals(499_500, stream.parallel().mapToInt(i -> i).sum());
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void fl01_closed_afterTheEndOfThePublisher_theRestIsNoShorterResult() {
        ManualPublisher<Integer> publisher = ManualPublisher.prompt();
        Stream<Integer> stream = Flows.stream(publisher, 8);
        Iterator<Integer> elements = stream.iterator();
        assertThat(publisher.subscriber).isNull();
        CompletableFuture<Void> emits =
                CompletableFuture.runAsync(
                        () -> {
                            await().until(() -> publisher.subscriber != null);
                            publisher.emit(1, 2, 3);
                            publisher.subscriber.onComplete();
                        });
        assertThat(elements.next()).isEqualTo(1);
        emits.join();
        stream.close();
        assertThatThrownBy(() -> elements.forEachRemaining(element -> {}))
                .isInstanceOf(CancellationException.class);
    }
}
