package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.PanickingWaker;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Panics in Rust: each ends one future, and nothing else. */
class RustPanicsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    @Test
    void inAPoll_theFutureFailsWithTheMessageAndItsPlace() {
        NativePanicException panic =
                assertThrows(
                        NativePanicException.class,
                        () -> BlockOn.run(rust.number("demo_panic", 2L)));
        String message = panic.getMessage();
        assertTrue(message.startsWith("panicked at "), message);
        assertTrue(message.contains("misbehave.rs:"), message);
        assertTrue(message.endsWith(": boom after 2 ms"), message);
    }

    @Test
    void inAPollBesideOthers_theOthersGoOn() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Long> good = bridge.spawn(rust.sleep(20));
            TaskFuture<Long> bad = bridge.spawn(rust.number("demo_panic", 1L));
            assertInstanceOf(
                    NativePanicException.class,
                    assertThrows(Exception.class, () -> bad.get()).getCause());
            assertEquals(20, good.get());
        }
    }

    @Test
    void inADropWhilePending_theCancelThrowsIt_andTheFutureIsFreed() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> future =
                    NativeFutures.wrap(
                            rust.library().make("demo_panic_in_drop", 100_000L),
                            NativeResult::value);
            carrier.poll(future);
            NativePanicException panic = assertThrows(NativePanicException.class, future::cancel);
            assertTrue(panic.getMessage().contains("dropped while pending"), panic::getMessage);
            assertEquals(0, carrier.leases());
            future.cancel();
        }
    }

    @Test
    void inADropOfACancelledTask_itIsReported_andTheCarrierGoesOn() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        try (BridgeExecutor bridge =
                BridgeExecutor.builder()
                        .uncaughtHandler((thread, thrown) -> reported.complete(thrown))
                        .build()) {
            TaskFuture<Long> task = bridge.spawn(rust.number("demo_panic_in_drop", 100_000L));
            bridge.spawn(rust.sleep(1)).get();
            task.cancel(true);
            assertInstanceOf(NativePanicException.class, reported.get(20, TimeUnit.SECONDS));
            assertEquals(1, bridge.spawn(rust.sleep(1)).get());
        }
    }

    @Test
    void inADropAtTheEnd_theFutureFails() {
        NativePanicException panic =
                assertThrows(
                        NativePanicException.class,
                        () -> BlockOn.run(rust.number("demo_panic_at_end")));
        assertTrue(panic.getMessage().endsWith("dropped at the end"), panic::getMessage);
    }

    @Test
    void inTheDropOfWhatAPanicThrew_theFutureFails() {
        assertThrows(
                NativePanicException.class,
                () -> BlockOn.run(rust.number("demo_panic_with_panic")));
    }

    @Test
    void inAWakerOfRust_theParkGoesOn_andOthersAreWoken() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Long> beside = bridge.spawn(rust.sleep(5));
            assertEquals(2, bridge.spawn(rust.number("demo_panic_in_waker", 2L)).get());
            assertEquals(5, beside.get());
        }
    }

    @Test
    void p1_aWakerOfJavaThrowsInAnUpcall_theJvmLives_andItIsReported() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Thread.currentThread()
                .setUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> sleep = rust.sleep(1);
            PanickingWaker panicking = new PanickingWaker();
            sleep.poll(carrier.context(panicking));
            assertTrue(carrier.parkUntil(() -> panicking.wakes() > 0, PATIENCE));
            assertTrue(reported.isDone());
            assertEquals(1, carrier.run(sleep, PATIENCE));
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
    }

    @Test
    void inAFunctionThatMakesAFuture_thereIsNone() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> BlockOn.run(rust.number("demo_panic_in_constructor")));
        assertTrue(refused.getMessage().contains("NULL"), refused::getMessage);
    }
}
