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
        Waits strict = new Waits(Guard.of("strict"), null);
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        ForeignStage<String> foreign = new ForeignStage<>();
        foreign.complete("value", null);
        List<Callable<Object>> awaits =
                List.of(
                        () -> strict.stage(done, Limit.NONE),
                        () -> strict.future(done, Limit.NONE),
                        () -> strict.stage(foreign.stage, Limit.NONE));
        for (Callable<Object> await : awaits) {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> bridge.spawn(polled(await)).get());
            assertRefused(thrown.getCause(), "guarded-0");
            assertEquals("value", await.call());
        }
    }

    @Test
    void aw14_guardMode_isReadByName() throws Exception {
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        for (String lenient : new String[] {null, "normal", "unknown"}) {
            Waits waits = new Waits(Guard.of(lenient), null);
            assertEquals("value", bridge.spawn(polled(() -> waits.stage(done, Limit.NONE))).get());
        }
    }

    @Test
    void aw14_ruleOfAnotherKindOfThread_isAsked_butNotForVirtualThreads() throws Exception {
        Guard.NonBlockingThreads everyTestThread =
                thread -> thread.getName().startsWith("test-") ? "a loop of theirs" : null;
        Waits waits = new Waits(new Guard(false, List.of(everyTestThread)), null);
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> platform = ThreadKind.PLATFORM.start(() -> waits.stage(source, Limit.NONE));
        assertThat(platform.failure(BlockingNotAllowedException.class))
                .hasMessageContaining("a loop of theirs")
                .hasMessageContaining("test-PLATFORM")
                .hasMessageContaining("#blocking-not-allowed");
        Running<String> virtual =
                ThreadKind.VIRTUAL.start(() -> waits.stage(source, Limit.NONE)).parked();
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
