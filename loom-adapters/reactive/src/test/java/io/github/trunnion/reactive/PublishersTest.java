package io.github.trunnion.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.smallrye.mutiny.Multi;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** sp03: Reactor, RxJava and Mutiny. */
@Timeout(30)
class PublishersTest {
    private static final IOException FAILURE = new IOException("gone");

    /** The same publishers of one library. */
    private record Library(
            Publisher<Integer> empty,
            Publisher<Integer> one,
            Publisher<Integer> three,
            Publisher<Integer> failing,
            Publisher<Integer> never) {}

    private final AtomicInteger cancels = new AtomicInteger();

    static Stream<Named<Library>> libraries() {
        return Stream.of(
                Named.of(
                        "Reactor",
                        new Library(
                                Mono.empty(),
                                Mono.just(1),
                                Flux.just(1, 2, 3),
                                Flux.error(FAILURE),
                                Flux.never())),
                Named.of(
                        "RxJava",
                        new Library(
                                Flowable.empty(),
                                Flowable.just(1),
                                Flowable.just(1, 2, 3),
                                Flowable.error(FAILURE),
                                Flowable.never())),
                Named.of(
                        "Mutiny",
                        new Library(
                                mutiny(Multi.createFrom().empty()),
                                mutiny(Multi.createFrom().item(1)),
                                mutiny(Multi.createFrom().items(1, 2, 3)),
                                mutiny(Multi.createFrom().failure(FAILURE)),
                                mutiny(Multi.createFrom().nothing()))));
    }

    private static Publisher<Integer> mutiny(Multi<Integer> multi) {
        return FlowAdapters.toPublisher(multi);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void sp03_value_empty_error(Library library) throws Exception {
        assertThat(Await.<Integer>await(Publishers.first(library.three()))).isEqualTo(1);
        assertThat(Await.<Integer>await(Publishers.single(library.one()))).isEqualTo(1);
        assertThatThrownBy(() -> Await.await(Publishers.single(library.three())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Await.await(Publishers.first(library.empty())))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> Await.await(Publishers.single(library.empty())))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> Await.await(Publishers.first(library.failing())))
                .isInstanceOf(AwaitException.class)
                .hasCause(FAILURE);
        try (Stream<Integer> all = Publishers.stream(library.three(), 2)) {
            assertThat(all.toList()).containsExactly(1, 2, 3);
        }
        try (Stream<Integer> none = Publishers.stream(library.failing(), 2)) {
            assertThatThrownBy(none::toList).isInstanceOf(AwaitException.class).hasCause(FAILURE);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void sp03_timeOut_interruptAndCancel_endTheWait(Library library) throws Exception {
        assertThatThrownBy(
                        () -> Await.await(Publishers.first(library.never()), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread waiter =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        Await.await(Publishers.first(library.never()));
                                    } catch (Throwable thrown) {
                                        end.complete(thrown);
                                    }
                                });
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void sp03_givenUp_cancelsTheSubscription() {
        Flux<Integer> reactor = Flux.<Integer>never().doOnCancel(cancels::incrementAndGet);
        Flowable<Integer> rx = Flowable.<Integer>never().doOnCancel(cancels::incrementAndGet);
        Multi<Integer> mutiny =
                Multi.createFrom()
                        .<Integer>nothing()
                        .onCancellation()
                        .invoke(() -> cancels.incrementAndGet());
        for (Publisher<Integer> source : List.of(reactor, rx, mutiny(mutiny))) {
            cancels.set(0);
            assertThatThrownBy(() -> Await.await(Publishers.first(source), Duration.ofMillis(1)))
                    .isInstanceOf(TimeoutException.class);
            await().until(() -> cancels.get() == 1);
        }
    }

    /** Reactor's toFuture loses this one. */
    @Test
    void sp03_cancelBeforeOnSubscribe_cancelsTheSubscriptionThatComes() throws Exception {
        AtomicReference<Subscriber<? super Integer>> subscriber = new AtomicReference<>();
        Publisher<Integer> late = subscriber::set;
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Integer> task = bridge.spawn(Publishers.<Integer>first(late));
            await().until(() -> subscriber.get() != null);
            task.cancel(true);
            task.terminated().toCompletableFuture().get();
        }
        subscriber
                .get()
                .onSubscribe(
                        new Subscription() {
                            @Override
                            public void request(long count) {}

                            @Override
                            public void cancel() {
                                cancels.incrementAndGet();
                            }
                        });
        assertThat(cancels).hasValue(1);
    }

    @Test
    void sp03_blockingCode_isAPublisherForEachLibrary() {
        Publisher<Integer> numbers =
                Publishers.publisher(
                        Blocking.with().name("numbers"),
                        emitter -> {
                            for (int i = 1; i <= 100; i++) {
                                emitter.emit(i);
                            }
                        });
        assertThat(Flux.from(numbers).reduce(Integer::sum).block()).isEqualTo(5050);
        assertThat(Flowable.fromPublisher(numbers).reduce(Integer::sum).blockingGet())
                .isEqualTo(5050);
        assertThat(
                        Multi.createFrom()
                                .publisher(FlowAdapters.toFlowPublisher(numbers))
                                .collect()
                                .asList()
                                .await()
                                .indefinitely())
                .hasSize(100);
        Publisher<Integer> failing =
                Publishers.publisher(
                        (Flows.Emitter<Integer> emitter) -> {
                            throw FAILURE;
                        });
        assertThatThrownBy(() -> Flux.from(failing).blockLast()).hasCause(FAILURE);
    }

    @Test
    void sp03_takeOfReactor_interruptsTheBody() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Publisher<Integer> endless =
                Publishers.publisher(
                        emitter -> {
                            try {
                                while (true) {
                                    emitter.emit(1);
                                }
                            } catch (InterruptedException cancelled) {
                                interrupted.countDown();
                                throw cancelled;
                            }
                        });
        assertThat(Flux.from(endless).take(3).count().block()).isEqualTo(3);
        interrupted.await();
    }

    @Test
    void sp03_awaitOnAMarkedThread_isRefused() {
        CompletableFuture<String> never = new CompletableFuture<>();
        Scheduler parallel = reactor.core.scheduler.Schedulers.newParallel("guarded", 1);
        try {
            assertThatThrownBy(
                            () ->
                                    Mono.fromCallable(() -> Await.await(never))
                                            .subscribeOn(parallel)
                                            .block())
                    .isInstanceOf(BlockingNotAllowedException.class)
                    .hasMessageContaining("Reactor");
        } finally {
            parallel.dispose();
        }
        assertThatThrownBy(
                        () ->
                                Flowable.fromCallable(() -> Await.await(never))
                                        .subscribeOn(Schedulers.computation())
                                        .blockingFirst())
                .isInstanceOf(BlockingNotAllowedException.class)
                .hasMessageContaining("RxJava");
        assertThat(
                        Flowable.fromCallable(
                                        () -> Await.await(CompletableFuture.completedFuture("io")))
                                .subscribeOn(Schedulers.io())
                                .blockingFirst())
                .isEqualTo("io");
        assertThat(never).isNotDone();
    }

    @Test
    void nulls_areNamed() {
        assertThatThrownBy(() -> Publishers.first(null)).hasMessage("publisher");
        assertThatThrownBy(() -> Publishers.single(null)).hasMessage("publisher");
        assertThatThrownBy(() -> Publishers.stream(null, 1)).hasMessage("publisher");
        assertThatThrownBy(() -> Publishers.stream(Flux.empty(), 1, null)).hasMessage("options");
        assertThatThrownBy(() -> Publishers.publisher(null)).hasMessage("body");
        assertThatThrownBy(() -> Publishers.publisher(null, emitter -> {})).hasMessage("launcher");
    }

    @Test
    void sp01_module_requiresTheCoreAndItsLibraryOnly() {
        Module module = Publishers.class.getModule();
        assumeTrue(module.isNamed(), "on the class path");
        assertThat(module.getDescriptor().requires().stream().map(Requires::name))
                .containsOnly(
                        "java.base",
                        "org.jspecify",
                        "io.github.trunnion.loom",
                        "org.reactivestreams");
        assertThat(module.getDescriptor().provides())
                .anySatisfy(
                        guard ->
                                assertThat(guard.providers())
                                        .containsExactly(MarkedThreads.class.getName()));
    }
}
