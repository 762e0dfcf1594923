package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.tck.ManualHook;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rust futures that await Java futures, which may await Rust futures. */
class RustAwaitsJavaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    private PollFuture<Long> awaiting(PollFuture<Long> java) {
        return PollFutures.lazy(
                () ->
                        NativeFutures.wrap(
                                rust.library()
                                        .make(
                                                "demo_await",
                                                NativeFutures.export(java, NativeValue::of)),
                                NativeResult::value));
    }

    private PollFuture<Long> both(PollFuture<Long> java, long millis) {
        return PollFutures.lazy(
                () ->
                        NativeFutures.wrap(
                                rust.library()
                                        .make(
                                                "demo_both",
                                                NativeFutures.export(java, NativeValue::of),
                                                millis),
                                NativeResult::value));
    }

    @Test
    void a_ready_future() throws Exception {
        assertEquals(8, BlockOn.<Long>run(awaiting(PollFutures.ready(7L))));
    }

    @Test
    void a_promise_that_another_thread_completes() throws Exception {
        Promise<Long> promise = new Promise<>();
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> future = awaiting(promise);
            assertFalse(carrier.poll(future).isReady());
            Thread.ofPlatform().start(() -> promise.complete(1L));
            assertEquals(2, carrier.run(future, PATIENCE));
        }
    }

    @Test
    void f09_aWakerThatJavaTookAtItsFirstPoll_staysGood() throws Exception {
        List<Waker> first = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        PollFuture<Long> registersOnce =
                cx -> {
                    if (first.isEmpty()) {
                        first.add(cx.waker());
                    }
                    return done.get() ? Poll.ready(7L) : Poll.pending();
                };
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> future = both(registersOnce, 1);
            assertFalse(carrier.poll(future).isReady());
            assertTrue(carrier.parkUntil(() -> carrier.wakes().wakes() > 0, PATIENCE));
            assertFalse(carrier.poll(future).isReady(), "the timer has ended, Java has not");
            int before = carrier.wakes().wakes();
            done.set(true);
            Thread.ofPlatform().start(() -> first.getFirst().wake()).join();
            assertTrue(carrier.wakes().wakes() > before, "woken");
            assertEquals(7, carrier.run(future, PATIENCE));
        }
    }

    @Test
    void p5_aFutureOfAnotherVersion_isRefused() {
        MemorySegment vtable = Arena.global().allocate(Abi.FUTURE_VTABLE_BYTES, 8);
        vtable.copyFrom(ExportVtable.INSTANCE.reinterpret(Abi.FUTURE_VTABLE_BYTES));
        vtable.set(ValueLayout.JAVA_INT, Abi.ABI, 7);
        MemorySegment future = Arena.global().allocate(16, 8);
        future.set(ValueLayout.ADDRESS, 0, vtable);
        NativeFutureException refused =
                assertThrows(
                        NativeFutureException.class,
                        () -> BlockOn.run(rust.number("demo_await", future)));
        assertTrue(refused.getMessage().contains("version 7"), refused::getMessage);
    }

    @Test
    void h07_aTimerOfTheCarrier() throws Exception {
        PollFuture<Long> slept =
                PollFutures.map(PollFutures.sleep(Duration.ofMillis(2)), nothing -> 2L);
        assertEquals(3, BlockOn.<Long>run(awaiting(slept)));
    }

    @Test
    void c03_aRustFutureInsideAJavaFutureInsideARustFuture_sharesTheReactor() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> deep = awaiting(awaiting(rust.sleep(2)));
            assertEquals(4, carrier.run(deep, PATIENCE));
            assertEquals(5, carrier.run(both(rust.sleep(5), 3), PATIENCE));
            assertEquals(3, carrier.run(both(rust.sleep(3), 5), PATIENCE));
            assertEquals(1, rust.live(RustLibrary.Kind.REACTORS));
        }
    }

    @Test
    void a_failure_reaches_rust_and_comes_back() {
        NativeFutureException failure =
                assertThrows(
                        NativeFutureException.class,
                        () -> BlockOn.run(awaiting(rust.fail(1234, "deep down"))));
        assertEquals(1234, failure.code());
        assertEquals("deep down", failure.getMessage());
    }

    @Test
    void f07_aCancelGoesAllTheWayDown() throws Exception {
        List<String> events = new ArrayList<>();
        PollFuture<Long> inner =
                new PollFuture<>() {
                    @Override
                    public Poll<Long> poll(io.github.trunnion.futures.Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        events.add("cancel");
                    }
                };
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> future = awaiting(inner);
            carrier.poll(future);
            future.cancel();
            assertEquals(List.of("cancel"), events);
        }
    }

    @Test
    void c04_rustWaits_thenJavaWantsAnotherReactor_conflict() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> wants =
                    cx -> {
                        cx.reactor().acquire(ManualHook.class, ManualHook::new);
                        return Poll.pending();
                    };
            ReactorConflictException conflict =
                    assertThrows(
                            ReactorConflictException.class,
                            () -> carrier.run(both(wants, 100_000), PATIENCE));
            assertTrue(conflict.getMessage().contains("ManualHook"), conflict::getMessage);
        }
    }

    @Test
    void c04_javaHoldsAnotherReactor_thenRustWantsToWait_conflict() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> holds =
                    cx -> {
                        ReactorLease<ManualHook> lease =
                                cx.reactor().acquire(ManualHook.class, ManualHook::new);
                        assertTrue(lease.isCurrent(cx.reactor()));
                        return Poll.ready(1L);
                    };
            assertThrows(
                    ReactorConflictException.class, () -> carrier.run(awaiting(holds), PATIENCE));
            assertInstanceOf(ManualHook.class, carrier.slot().held());
        }
    }

    @Test
    void many_at_once_on_one_carrier() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<PollFuture<Long>> all = new ArrayList<>();
            for (long i = 0; i < 200; i++) {
                all.add(awaiting(rust.sleep(i % 10)));
            }
            long sum = bridge.spawn(PollFutures.all(all)).get().stream().mapToLong(i -> i).sum();
            assertEquals(20 * 45 + 200, sum);
        }
    }
}
