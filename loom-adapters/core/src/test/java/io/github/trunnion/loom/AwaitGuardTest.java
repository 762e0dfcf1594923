package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Registration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

@Timeout(30)
class AwaitGuardTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static BridgeExecutor bridge;

    @BeforeAll
    static void open() {
        bridge = BridgeExecutor.builder().name("guarded").build();
    }

    @AfterAll
    static void close() {
        bridge.close();
    }

    /** Every await that would park. */
    static Stream<Callable<Object>> parkingAwaits() {
        CompletableFuture<Object> source = new CompletableFuture<>();
        ForeignStage<Object> foreign = new ForeignStage<>();
        PollFuture<Object> never = PollFutures.pending();
        return Stream.of(
                () -> Await.await(source),
                () -> Await.await(source, LONG),
                () -> Await.await(source.minimalCompletionStage()),
                () -> Await.awaitFuture(source),
                () -> Await.await(foreign.stage),
                () -> Await.await(foreign.stage, LONG),
                () -> Await.await(never),
                () -> Await.await(never, LONG),
                () -> Await.on(bridge).await(never),
                () -> Await.on(BridgeExecutor.shared()).await(never, LONG));
    }

    private static <T> PollFuture<T> polled(Callable<T> body) {
        return cx -> Poll.ready(body.call());
    }

    @ParameterizedTest
    @MethodSource("parkingAwaits")
    void aw14_onACarrier_isRefused_namingThreadAndRemedy(Callable<Object> await) {
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> bridge.spawn(polled(await)).get());
        assertRefused(thrown.getCause(), "guarded-0");
    }

    @ParameterizedTest
    @MethodSource("parkingAwaits")
    void aw14_insideBlockOn_isRefused(Callable<Object> await) {
        Throwable thrown =
                assertThrows(BlockingNotAllowedException.class, () -> BlockOn.run(polled(await)));
        assertRefused(thrown, Thread.currentThread().getName());
    }

    private static void assertRefused(Throwable thrown, String thread) {
        assertInstanceOf(BlockingNotAllowedException.class, thrown);
        assertThat(thrown)
                .hasMessageContaining("Await.await")
                .hasMessageContaining(thread)
                .hasMessageContaining("Blocking.supply")
                .hasMessageContaining("#blocking-not-allowed");
    }

    @Test
    void aw14_refusedAwait_leavesTheSourceAlone() {
        CompletableFuture<Object> source = new CompletableFuture<>();
        ForeignStage<Object> foreign = new ForeignStage<>();
        assertThrows(
                ExecutionException.class,
                () -> bridge.spawn(polled(() -> Await.await(source))).get());
        assertThrows(
                ExecutionException.class,
                () -> bridge.spawn(polled(() -> Await.await(foreign.stage))).get());
        assertFalse(source.isDone());
        assertEquals(0, source.getNumberOfDependents());
        foreign.complete("late", null);
    }

    @Test
    void aw14_completeSourceOnACarrier_passes() throws Exception {
        CompletableFuture<String> done = CompletableFuture.completedFuture("a");
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.complete("b", null);
        assertEquals(
                "aaba",
                bridge.spawn(
                                polled(
                                        () ->
                                                Await.await(done)
                                                        + Await.await(done.minimalCompletionStage())
                                                        + Await.await(foreign.stage)
                                                        + Await.awaitFuture(done, LONG)))
                        .get());
    }

    @Test
    void aw14_zeroTimeoutOnACarrier_doesNotPark_soItPasses() {
        CompletableFuture<String> source = new CompletableFuture<>();
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () -> bridge.spawn(polled(() -> Await.await(source, Duration.ZERO))).get());
        assertInstanceOf(TimeoutException.class, thrown.getCause());
    }

    @Test
    void aw14_virtualThreadStartedByACarrier_passes() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        var child = bridge.spawn(polled(() -> ThreadKind.VIRTUAL.start(() -> Await.await(source))));
        child.get().parked();
        source.complete("value");
        assertEquals("value", child.get().value());
    }

    @Test
    void aw14_strict_refusesACompleteSourceToo() throws Exception {
        AwaitOptions<RuntimeException> strict = Await.with().guard(AwaitGuard.STRICT);
        refusesWhatIsComplete(strict);
    }

    @Test
    void aw14_strictnessEnforced_refusesACompleteSource_untilAllHaveTakenItBack() throws Exception {
        Registration one = AwaitGuard.enforceStrict();
        Registration other = AwaitGuard.enforceStrict();
        one.close();
        one.close(); // counts once
        refusesWhatIsComplete(Await.with());
        other.close();
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        assertEquals("value", bridge.spawn(polled(() -> Await.await(done))).get());
    }

    private void refusesWhatIsComplete(AwaitOptions<RuntimeException> strict) throws Exception {
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.complete("value", null);
        List<Callable<Object>> awaits =
                List.of(
                        () -> strict.await(done),
                        () -> strict.awaitFuture(done),
                        () -> strict.outcome(done),
                        () -> strict.awaitUninterruptibly(done),
                        () -> strict.await(foreign.stage));
        for (Callable<Object> await : awaits) {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> bridge.spawn(polled(await)).get());
            assertRefused(thrown.getCause(), "guarded-0");
        }
        assertEquals("value", strict.await(done));
    }

    @Test
    void aw14_guardMode_isReadByName() {
        assertThat(Strictness.isStrict("strict")).isTrue();
        for (String lenient : new String[] {null, "normal", "unknown"}) {
            assertThat(Strictness.isStrict(lenient)).isFalse();
        }
    }

    private static final NonBlockingThreads TEST_THREADS =
            thread -> thread.getName().startsWith("test-") ? "a loop of theirs" : null;

    @Test
    void aw14_ruleOfAnotherKindOfThread_isAsked_butNotForVirtualThreads() throws Exception {
        AwaitOptions<RuntimeException> guarded =
                Await.with().guard(AwaitGuard.NORMAL.and(thread -> null).and(TEST_THREADS));
        refusesTestThreads(guarded);
        Running<String> free = ThreadKind.PLATFORM.start(() -> Await.await(done()));
        assertEquals("value", free.value());
    }

    private static CompletableFuture<String> done() {
        return CompletableFuture.supplyAsync(() -> "value");
    }

    @Test
    void aw14_registeredRule_isAsked_untilItIsTakenBack() throws Exception {
        try (Registration throwing =
                        AwaitGuard.register(
                                thread -> {
                                    throw new IllegalStateException("rule");
                                });
                Registration registered = AwaitGuard.register(TEST_THREADS)) {
            assertThat(throwing).isNotSameAs(registered);
            refusesTestThreads(Await.with());
        }
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> platform = ThreadKind.PLATFORM.start(() -> Await.await(source)).parked();
        source.complete("value");
        assertEquals("value", platform.value());
    }

    private static void refusesTestThreads(AwaitOptions<RuntimeException> guarded)
            throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> platform = ThreadKind.PLATFORM.start(() -> guarded.await(source));
        assertThat(platform.failure(BlockingNotAllowedException.class))
                .hasMessageContaining("a loop of theirs")
                .hasMessageContaining("test-PLATFORM")
                .hasMessageContaining("#blocking-not-allowed");
        assertThat(source).isNotDone();
        Running<String> virtual = ThreadKind.VIRTUAL.start(() -> guarded.await(source)).parked();
        source.complete("value");
        assertEquals("value", virtual.value());
    }

    @Test
    void aw14_awtDispatchThread_isRefused() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        Runnable handler =
                () -> {
                    try {
                        seen.complete(Await.await(source));
                    } catch (Throwable thrown) {
                        seen.completeExceptionally(thrown);
                    }
                };
        Class.forName("java.awt.EventQueue")
                .getMethod("invokeAndWait", Runnable.class)
                .invoke(null, handler);
        assertThat(seen.exceptionNow())
                .isInstanceOf(BlockingNotAllowedException.class)
                .hasMessageContaining("AWT-EventQueue");
    }
}
