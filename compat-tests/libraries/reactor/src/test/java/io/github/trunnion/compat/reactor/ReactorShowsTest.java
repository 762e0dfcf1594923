package io.github.trunnion.compat.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.reactive.Publishers;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Streams, schedulers and contexts of Reactor. */
@Library(name = "Reactor", of = Mono.class, by = ReactorVerification.BY)
@Timeout(60)
class ReactorShowsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeAll
    static void carryTheMdc() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterAll
    static void carryNothing() {
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(Slf4jThreadLocalAccessor.KEY);
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "a `Flux` is read as a stream with a prefetch of one's choice; closing the stream"
                    + " cancels the subscription")
    void streamClosedHalfWay_requestsBoundedAndUpstreamCancelled(Waiter waiter) throws Exception {
        AtomicLong requested = new AtomicLong();
        CountDownLatch cancelled = new CountDownLatch(1);
        Flux<Integer> flux =
                Flux.range(0, 1000)
                        .doOnRequest(requested::addAndGet)
                        .doOnCancel(cancelled::countDown)
                        .publishOn(Schedulers.parallel(), 4);
        Object read =
                Waiting.start(
                                waiter,
                                () -> {
                                    // region stack-reactor-stream
                                    try (Stream<Integer> numbers = Publishers.stream(flux, 4)) {
                                        return numbers.limit(10).toList();
                                    }
                                    // endregion
                                })
                        .value();
        assertThat(read).isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(requested).hasValueLessThanOrEqualTo(10 + 4 + 4);
    }

    @ParameterizedTest
    @EnumSource
    @Shows("a failure in a stream comes after the elements before it, without wrappers of Reactor")
    void streamFails_elementsThenTheFailure(Waiter waiter) throws Exception {
        Flux<String> flux = Flux.concat(Flux.just("one"), Flux.error(new IOException("gone")));
        StringBuffer seen = new StringBuffer();
        Throwable failure =
                Waiting.start(
                                waiter,
                                () -> {
                                    try (Stream<String> words = Publishers.stream(flux, 8)) {
                                        words.forEach(seen::append);
                                    }
                                    return null;
                                })
                        .failure();
        assertThat(seen).hasToString("one");
        assertThat(failure).hasCauseInstanceOf(IOException.class);
    }

    @Test
    @Shows(
            "blocking code as a `Flux`: `publishOn` takes its elements to a scheduler, at most its"
                    + " prefetch ahead, and a cancel interrupts the body")
    void bodyPublishedOnThenCancelled_inOrderBoundedAndInterrupted() throws Exception {
        AtomicInteger emitted = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicBoolean elsewhere = new AtomicBoolean();
        Flux<Integer> numbers =
                Flux.from(
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
                numbers.publishOn(Schedulers.parallel(), 8)
                        .doOnNext(
                                n -> {
                                    if (!(Thread.currentThread() instanceof NonBlocking)) {
                                        elsewhere.set(true);
                                    }
                                })
                        .take(20)
                        .collectList()
                        .block(PATIENCE);
        assertThat(taken).hasSize(20).isSorted().startsWith(0).endsWith(19);
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(emitted).hasValueLessThanOrEqualTo(20 + 8 + 8);
        assertThat(elsewhere).isFalse();
    }

    @Test
    @Shows("`block` works in a body, as does an await on `boundedElastic`")
    void awaitOnBoundedElasticAndBlockInABody_values() throws Exception {
        HeldBody body = new HeldBody();
        Mono<String> awaited =
                Mono.fromCallable(() -> Await.await(Blocking.supply(body)))
                        .subscribeOn(Schedulers.boundedElastic());
        var blocked = Blocking.supply(() -> awaited.block(PATIENCE));
        body.awaitBegun();
        body.succeed();
        assertThat(Await.await(blocked, PATIENCE)).isEqualTo("value");
    }

    @Test
    @Shows("an await in an operator after `publishOn(parallel())` is refused, as `block` is")
    void awaitInAnOperatorOnParallel_refused() {
        HeldBody body = new HeldBody();
        Mono<String> mono =
                Mono.just(1)
                        .publishOn(Schedulers.parallel())
                        .handle(
                                (n, sink) -> {
                                    try {
                                        sink.next(Await.await(Blocking.supply(body)));
                                    } catch (Exception e) {
                                        sink.error(e);
                                    }
                                });
        assertThatThrownBy(() -> mono.block(PATIENCE))
                .isInstanceOf(BlockingNotAllowedException.class);
        body.succeed();
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "with Micrometer's context-propagation `contextCapture` finds the MDC of who awaits, if"
                    + " the poll-future is wrapped: `carrier.capture().wrapFuture(single)`")
    void mdcOfTheCaller_inTheContextOfReactor(Waiter waiter) throws Exception {
        Mono<String> mono =
                Mono.fromCallable(() -> MDC.get("request"))
                        .subscribeOn(Schedulers.boundedElastic())
                        .contextCapture();
        Waiting waiting =
                Waiting.start(
                        waiter,
                        () -> {
                            MDC.put("request", "9");
                            try {
                                PollFuture<String> single = Publishers.single(mono);
                                return Await.await(
                                        ContextCarrier.standard().capture().wrapFuture(single),
                                        PATIENCE);
                            } finally {
                                MDC.remove("request");
                            }
                        });
        assertThat(waiting.value()).isEqualTo("9");
    }

    @Test
    @Shows("the MDC that Reactor restores from its context is there in a body that starts there")
    void mdcOfReactorsContext_inABody() {
        MDC.put("request", "10");
        try {
            Mono<String> mono =
                    Mono.just(1)
                            .publishOn(Schedulers.parallel())
                            .flatMap(
                                    n ->
                                            Mono.fromFuture(
                                                    Blocking.supply(() -> MDC.get("request"))
                                                            .toCompletableFuture()))
                            .contextCapture();
            assertThat(mono.block(PATIENCE)).isEqualTo("10");
        } finally {
            MDC.remove("request");
        }
    }

    @Test
    @Shows("`cache` keeps a `Mono` going for others when one of them gives up")
    void cachedThenOneGivesUp_bodyRunsOn() throws Exception {
        HeldBody body = new HeldBody();
        Mono<String> cached =
                Mono.fromFuture(() -> Blocking.supply(body).toCompletableFuture()).cache();
        Waiting first = Waiting.start(Waiter.VIRTUAL, () -> Await.await(Publishers.single(cached)));
        body.awaitBegun();
        first.parked().interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        Waiting second =
                Waiting.start(Waiter.VIRTUAL, () -> Await.await(Publishers.single(cached)));
        second.parked();
        body.succeed();
        assertThat(second.value()).isEqualTo("value");
        assertThat(body.wasInterrupted()).isFalse();
    }
}
