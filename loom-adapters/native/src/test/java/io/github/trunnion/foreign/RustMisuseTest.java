package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.tck.ManualHook;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The crate refuses wrong callers; wakes that come late; two libraries; cancels from elsewhere. */
class RustMisuseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    @Test
    void double_poll_double_take_and_take_too_early() {
        var calls = new ExportedFutureTest.Calls(rust.library().make("demo_yields", 1L));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = ExportedFutureTest.lent(arena);
            MemorySegment out = arena.allocate(Abi.RESULT_BYTES, 8);
            assertEquals(Abi.E_STATE, calls.take(out));
            assertEquals(Abi.PENDING, calls.poll(context));
            assertEquals(Abi.E_STATE, calls.take(out));
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(Abi.E_DONE, calls.poll(context));
            assertEquals(Abi.E_ARG, calls.take(MemorySegment.NULL));
            assertEquals(Abi.READY, calls.take(out));
            assertEquals(1, out.get(ValueLayout.JAVA_LONG, Abi.RESULT_VALUE));
            assertEquals(Abi.E_STATE, calls.take(out));
            assertEquals(Abi.E_DONE, calls.poll(context));
            assertEquals(0, calls.drop());
        }
    }

    @Test
    void wrong_context_versions() {
        var calls = new ExportedFutureTest.Calls(rust.library().make("demo_ready", 1L));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = ExportedFutureTest.lent(arena);
            assertEquals(Abi.E_ARG, calls.poll(MemorySegment.NULL));
            context.set(ValueLayout.JAVA_INT, Abi.ABI, 2);
            assertEquals(Abi.E_ARG, calls.poll(context));
            context.set(ValueLayout.JAVA_INT, Abi.ABI, Abi.VERSION);
            context.set(ValueLayout.JAVA_INT, Abi.SIZE, 8);
            assertEquals(Abi.E_ARG, calls.poll(context));
            assertEquals(0, calls.drop());
        }
    }

    @Test
    void another_thread_than_the_first_is_refused_by_poll_take_and_drop() throws Exception {
        var calls = new ExportedFutureTest.Calls(rust.library().make("demo_yields", 1L));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment context = ExportedFutureTest.lent(arena);
            MemorySegment out = arena.allocate(Abi.RESULT_BYTES, 8);
            assertEquals(Abi.PENDING, calls.poll(context));
            FutureTask<List<Integer>> elsewhere =
                    new FutureTask<>(
                            () -> List.of(calls.poll(context), calls.take(out), calls.drop()));
            Thread.ofPlatform().start(elsewhere);
            assertEquals(
                    List.of(Abi.E_THREAD, Abi.E_THREAD, Abi.E_THREAD),
                    elsewhere.get(20, TimeUnit.SECONDS));
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(0, calls.drop());
        }
    }

    @Test
    void f07_aBoundFutureWithoutAReactorIsCancelledElsewhere_isRefused_theOwnerEndsIt()
            throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> cancelled = pendingBound(carrier);
            PollFuture<Long> polled = pendingBound(carrier);
            for (PollFuture<Long> bound : List.of(cancelled, polled)) {
                FutureTask<Throwable> elsewhere =
                        new FutureTask<>(
                                () -> assertThrows(IllegalStateException.class, bound::cancel));
                Thread.ofPlatform().start(elsewhere);
                String message = elsewhere.get(20, TimeUnit.SECONDS).getMessage();
                assertTrue(message.contains("was not dropped: PF_E_THREAD"), message);
            }
            cancelled.cancel();
            assertEquals(1, carrier.run(polled, Duration.ofSeconds(20)));
        }
    }

    private PollFuture<Long> pendingBound(TestCarrier carrier) throws Exception {
        PollFuture<Long> bound =
                NativeFutures.wrap(rust.library().make("demo_bound", 1L), NativeResult::value);
        carrier.poll(bound);
        return bound;
    }

    @Test
    void f07_aFutureOfJavaThatIsNull_theFunctionFails_andNobodyCrashes() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        BlockOn.run(
                                NativeFutures.wrap(
                                        rust.library().make("demo_await", MemorySegment.NULL),
                                        NativeResult::value)));
    }

    // Late wakes

    @Test
    void p8_wakesAfterTheEndAndAfterTheClose_areStale() throws Exception {
        MethodHandle late =
                rust.library()
                        .function("demo_late_wakes", FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        long before = (long) invoke(late);
        long stale = WakerTable.staleWakes();
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            assertEquals(100, bridge.spawn(rust.number("demo_late", 100L)).get());
        }
        System.gc(); // nothing of the executor is needed for a late wake
        invoke(rust.library().function("demo_late_go", FunctionDescriptor.ofVoid()));
        Rust.until(() -> (long) invoke(late) == before + 100);
        assertEquals(stale + 100, WakerTable.staleWakes());
    }

    private static Object invoke(MethodHandle function) {
        try {
            return function.invoke();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    // Two libraries

    @Test
    void p5_theSameReactorInTwoLibrariesConflicts_theMessageSaysSo() throws Exception {
        RustLibrary other = RustLibrary.copy("libdemo-copy.so");
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> waits = rust.sleep(5);
            carrier.poll(waits);
            ReactorConflictException conflict =
                    assertThrows(
                            ReactorConflictException.class,
                            () ->
                                    carrier.poll(
                                            NativeFutures.wrap(
                                                    other.make("demo_sleep", 1L),
                                                    NativeResult::value)));
            assertTrue(conflict.getMessage().contains("demo (pollfuture"), conflict::getMessage);
            assertEquals(5, carrier.run(waits, PATIENCE));
            // Now the reactor is idle, so the other library's replaces it; and both work apart.
            assertEquals(
                    1,
                    carrier.run(
                            NativeFutures.wrap(other.make("demo_sleep", 1L), NativeResult::value),
                            PATIENCE));
            assertEquals(0, rust.live(RustLibrary.Kind.REACTORS));
            assertEquals(1, other.live(RustLibrary.Kind.REACTORS));
        }
        assertEquals(0, other.live(RustLibrary.Kind.FUTURES));
        assertEquals(0, other.live(RustLibrary.Kind.HOOKS));
    }

    @Test
    void p5_theConflictNamesBothLibraries() throws Throwable {
        MethodHandle sleep = RustLibrary.hello().constructor("hello_sleep", ValueLayout.JAVA_LONG);
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> waits = rust.sleep(5);
            carrier.poll(waits);
            PollFuture<Long> other =
                    NativeFutures.wrap((MemorySegment) sleep.invokeExact(1L), NativeResult::value);
            String message =
                    assertThrows(ReactorConflictException.class, () -> carrier.poll(other))
                            .getMessage();
            assertTrue(message.contains("demo (pollfuture, epoll)"), message);
            assertTrue(message.contains("hello (pollfuture, epoll)"), message);
            assertEquals(5, carrier.run(waits, PATIENCE));
        }
    }

    @Test
    void p5_insideOneRustFuture_theCrateItselfFindsTheConflict() throws Exception {
        RustLibrary other = RustLibrary.copy("libdemo-copy2.so");
        try (TestCarrier carrier = new TestCarrier()) {
            // Rust of one library lends its slot to Java, which polls Rust of the other one.
            PollFuture<Long> inner =
                    PollFutures.lazy(
                            () ->
                                    NativeFutures.wrap(
                                            other.make("demo_sleep", 1L), NativeResult::value));
            PollFuture<Long> both =
                    NativeFutures.wrap(
                            rust.library()
                                    .make(
                                            "demo_both",
                                            NativeFutures.<Long>export(inner, NativeValue::of),
                                            100_000L),
                            NativeResult::value);
            ReactorConflictException conflict =
                    assertThrows(ReactorConflictException.class, () -> carrier.run(both, PATIENCE));
            assertTrue(conflict.getMessage().contains("NativeReactor"), conflict::getMessage);
        }
        assertEquals(0, other.live(RustLibrary.Kind.HOOKS));
    }

    @Test
    void p5_conflictsWhileOthersTakeSlotsOfTheTable_eachGivesBackItsOwnReactor() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (TestCarrier carrier = new TestCarrier()) {
            JavaReactor bystander = JavaReactor.open();
            carrier.slot().acquire(ManualHook.class, ManualHook::new);
            Thread others =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (!over.get()) {
                                            takeSlots(64, bystander);
                                        }
                                    });
            try {
                for (int i = 0; i < 20_000; i++) {
                    PollFuture<Long> sleep = rust.sleep(1);
                    assertThrows(ReactorConflictException.class, () -> carrier.poll(sleep));
                    assertEquals(bystander, JavaReactor.of(bystander.data()));
                }
            } finally {
                over.set(true);
                others.join();
            }
            NativeReactor.discard(JavaReactor.VTABLE, bystander.data());
        }
    }

    /** As the polls of other carriers do: the slot shows the reactor that they hold. */
    private static void takeSlots(int count, JavaReactor held) {
        List<WakeTarget> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            WakeTarget target = WakerTable.allocate(null);
            target.slot.set(ValueLayout.ADDRESS, Abi.SLOT_DATA, held.data());
            target.slot.set(ValueLayout.ADDRESS, Abi.SLOT_VTABLE, JavaReactor.VTABLE);
            taken.add(target);
        }
        taken.forEach(WakerTable::free);
    }

    // Cancels

    @Test
    void f07_300TasksAreCancelledFromAnotherThread() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                tasks.add(bridge.spawn(rust.sleep(100_000 + i)));
            }
            bridge.spawn(rust.sleep(1)).get();
            assertNotEquals(0, rust.live(RustLibrary.Kind.TIMERS));
            Thread.ofPlatform().start(() -> tasks.forEach(task -> task.cancel(true))).join();
            for (TaskFuture<Long> task : tasks) {
                assertThrows(CancellationException.class, task::get);
            }
            Rust.until(() -> rust.live(RustLibrary.Kind.TIMERS) == 0);
            assertEquals(2, bridge.spawn(rust.sleep(2)).get());
        }
    }

    @Test
    void f07_300FuturesAreCancelledOnAnotherThread_theCarrierDropsThem() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            List<PollFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                PollFuture<Long> sleep = rust.sleep(100_000);
                carrier.poll(sleep);
                all.add(sleep);
            }
            Thread canceller = Thread.ofPlatform().start(() -> all.forEach(PollFuture::cancel));
            assertTrue(carrier.parkUntil(() -> rust.live(RustLibrary.Kind.FUTURES) == 0, PATIENCE));
            canceller.join();
            assertEquals(0, carrier.leases());
        }
    }

    @Test
    void f07_cancelledElsewhere_whileTheCarrierParksPlainly_isDroppedByTheCarrier()
            throws Exception {
        Thread home = Thread.currentThread();
        try (TestCarrier carrier = new TestCarrier()) {
            Promise<Long> never = new Promise<>();
            PollFuture<Long> both =
                    NativeFutures.wrap(
                            rust.library()
                                    .make(
                                            "demo_both",
                                            NativeFutures.<Long>export(never, NativeValue::of),
                                            1L),
                            NativeResult::value);
            carrier.poll(both);
            assertTrue(carrier.parkUntil(() -> carrier.wakes().wakes() > 0, PATIENCE));
            carrier.poll(both);
            assertFalse(carrier.slot().held().hasInterest(), "the timer has ended");
            assertEquals(1, carrier.leases());
            Thread canceller =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (home.getState() != Thread.State.TIMED_WAITING) {
                                            Thread.onSpinWait();
                                        }
                                        both.cancel();
                                    });
            assertTrue(carrier.parkUntil(() -> rust.live(RustLibrary.Kind.FUTURES) == 0, PATIENCE));
            canceller.join();
            assertEquals(0, carrier.leases());
        }
    }
}
