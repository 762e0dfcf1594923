package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.tck.CountingWaker;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What is refused: wrong callers, wrong versions, wrong pointers. Nothing of it needs Rust. */
@EnabledOnOs(OS.LINUX) // epoll
class NativeMisuseTest {
    // Libraries

    private static SymbolLookup libraryOfVersion(int version) {
        MethodHandle answer = MethodHandles.constant(int.class, version);
        MemorySegment stub =
                Abi.LINKER.upcallStub(
                        answer, FunctionDescriptor.of(ValueLayout.JAVA_INT), Arena.global());
        return name -> name.equals("pf_abi_version") ? Optional.of(stub) : Optional.empty();
    }

    @Test
    void aLibraryOfAnotherVersionIsRefused_theMessageNamesBoth() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> NativeFutures.load(libraryOfVersion(2)));
        assertTrue(refused.getMessage().contains("version 2"), refused::getMessage);
        assertTrue(refused.getMessage().contains("version 1"), refused::getMessage);
    }

    @Test
    void aLibraryWithoutAVersionIsRefused() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> NativeFutures.load(name -> Optional.empty()));
        assertTrue(refused.getMessage().contains("library!()"), refused::getMessage);
        assertThrows(NullPointerException.class, () -> NativeFutures.load(null));
    }

    @Test
    void aFunctionThatIsNotThereIsNamed() {
        NativeFutures futures = NativeFutures.load(libraryOfVersion(1));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> futures.constructor("no_such"));
        assertTrue(refused.getMessage().contains("no_such"), refused::getMessage);
        assertTrue(refused.getMessage().contains("export! {"), refused::getMessage);
    }

    @Test
    void theHeaderHasTheVersionOfThisModule() {
        assertTrue(
                NativeFutures.header()
                        .contains("#define PF_ABI_VERSION " + NativeFutures.ABI_VERSION + "u"));
    }

    // Pointers and vtables

    @Test
    void aFutureThatIsNullIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> NativeFutures.wrap(MemorySegment.NULL, NativeResult::value));
        assertThrows(
                NullPointerException.class, () -> NativeFutures.wrap(null, NativeResult::value));
        assertThrows(
                IllegalArgumentException.class,
                () -> NativeFutures.wrap(MemorySegment.ofArray(new long[1]), NativeResult::value));
    }

    @Test
    void aFutureWhoseVtableIsOfAnotherVersionIsRefused() {
        MemorySegment vtable = Arena.global().allocate(Abi.FUTURE_VTABLE_BYTES, 8);
        MemorySegment future = Arena.global().allocate(8, 8);
        assertRefused(future, "NULL"); // no vtable
        future.set(ValueLayout.ADDRESS, 0, vtable);
        vtable.set(ValueLayout.JAVA_INT, Abi.SIZE, (int) Abi.FUTURE_VTABLE_BYTES);
        vtable.set(ValueLayout.JAVA_INT, Abi.ABI, 7);
        assertRefused(future, "version 7");
        vtable.set(ValueLayout.JAVA_INT, Abi.ABI, Abi.VERSION);
        vtable.set(ValueLayout.JAVA_INT, Abi.SIZE, 24);
        assertRefused(future, "24 bytes");
        vtable.set(ValueLayout.JAVA_INT, Abi.SIZE, (int) Abi.FUTURE_VTABLE_BYTES);
        assertRefused(future, "poll");
    }

    private static void assertRefused(MemorySegment future, String why) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> NativeFutures.wrap(future, NativeResult::value));
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }

    @Test
    void aPollThatReturnsWhatTheHeaderDoesNotKnow_isToldSo_andTheFutureIsDropped() {
        int[] drops = new int[1];
        PollFuture<Long> liar =
                NativeFutures.wrap(FakeFuture.of(77, () -> drops[0]++), NativeResult::value);
        Context cx = Context.of(() -> {});
        String message =
                assertThrows(IllegalStateException.class, () -> liar.poll(cx)).getMessage();
        assertTrue(message.contains("returned 77"), message);
        assertEquals(1, drops[0]);
        assertThrows(IllegalStateException.class, () -> liar.poll(cx));
        assertEquals(1, drops[0]);
    }

    @Test
    void aReactorWithAnIncompleteVtableIsRefused() throws Exception {
        MemorySegment vtable = Arena.global().allocate(Abi.HOOK_VTABLE_BYTES, 8);
        vtable.copyFrom(JavaReactor.VTABLE.reinterpret(Abi.HOOK_VTABLE_BYTES));
        vtable.set(ValueLayout.ADDRESS, Abi.HOOK_UNPARK, MemorySegment.NULL);
        try (TestCarrier carrier = new TestCarrier()) {
            ReactorHost host = carrier.host();
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new NativeReactor(vtable, MemorySegment.ofAddress(1), host));
            assertTrue(refused.getMessage().contains("unpark"), refused::getMessage);
        }
    }

    // Ids

    @Test
    void w04_aWakeWithANumberThatNeverWasOne_isCountedAndDoesNothing() {
        long before = WakerTable.staleWakes();
        for (long id : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32 | 0x7fffffff}) {
            WakerTable.wake(id);
        }
        assertEquals(before + 5, WakerTable.staleWakes());
    }

    @Test
    void w04_aWakeWithAStaleGeneration_doesNotReachTheNextOwnerOfTheSlot() {
        WakeTarget first = WakerTable.allocate(null);
        WakerTable.free(first);
        List<WakeTarget> taken = new ArrayList<>();
        CountingWaker waker = new CountingWaker();
        WakeTarget same;
        do {
            same = WakerTable.allocate(null);
            same.replaceWaker(waker);
            taken.add(same);
        } while ((int) same.id != (int) first.id);
        WakerTable.wake(first.id);
        assertEquals(0, waker.wakes());
        WakerTable.wake(same.id);
        assertEquals(1, waker.wakes());
        taken.forEach(WakerTable::free);
    }

    @Test
    void slotsAreTakenAndFreedByManyThreads_nobodyEverSharesOne() throws Exception {
        long before = WakerTable.live();
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            FutureTask<Integer> task =
                    new FutureTask<>(
                            () -> {
                                int wakes = 0;
                                for (int i = 0; i < 20_000; i++) {
                                    WakeTarget target = WakerTable.allocate(null);
                                    CountingWaker waker = new CountingWaker();
                                    target.replaceWaker(waker);
                                    WakerTable.wake(target.id);
                                    wakes += waker.wakes();
                                    WakerTable.free(target);
                                    WakerTable.wake(target.id);
                                    wakes += waker.wakes() - 1;
                                }
                                return wakes;
                            });
            tasks.add(task);
            Thread.ofPlatform().start(task);
        }
        for (FutureTask<Integer> task : tasks) {
            assertEquals(20_000, task.get(50, TimeUnit.SECONDS));
        }
        assertEquals(before, WakerTable.live());
    }

    // Parks

    @Test
    void h05_aParkThatReturnsAnErrorThrowsItInWords() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            JavaReactor inside = JavaReactor.open();
            NativeReactor reactor =
                    new NativeReactor(JavaReactor.VTABLE, inside.data(), carrier.host());
            inside.refusal = Abi.E_SYS - 9;
            IOException failed = assertThrows(IOException.class, () -> reactor.park(0));
            assertTrue(failed.getMessage().contains("errno 9"), failed::getMessage);
            inside.refusal = Abi.E_THREAD;
            failed = assertThrows(IOException.class, () -> reactor.park(0));
            assertTrue(failed.getMessage().contains("PF_E_THREAD"), failed::getMessage);
            reactor.close();
        }
    }

    @Test
    void p6_unparksRaceWithTheClose_theReactorIsReleasedOnceAndAfterThem() throws Exception {
        int before = JavaReactor.live();
        try (TestCarrier carrier = new TestCarrier()) {
            for (int i = 0; i < 500; i++) {
                NativeReactor reactor =
                        new NativeReactor(
                                JavaReactor.VTABLE, JavaReactor.open().data(), carrier.host());
                List<Thread> threads = new ArrayList<>();
                for (int t = 0; t < 2; t++) {
                    threads.add(
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                for (int n = 0; n < 20; n++) {
                                                    reactor.unpark();
                                                }
                                            }));
                }
                reactor.park(0);
                reactor.close();
                for (Thread thread : threads) {
                    thread.join();
                }
                assertTrue(reactor.isReleased());
                reactor.unpark();
            }
        }
        assertEquals(before, JavaReactor.live());
    }

    // The linker

    @Test
    void p2_noFunctionIsLinkedAsCritical() throws Exception {
        Path classes =
                Path.of(
                        NativeFutures.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        int seen = 0;
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                seen++;
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertTrue(!bytes.contains("critical"), () -> file + " names critical");
            }
        }
        assertTrue(seen > 15, "classes were looked at");
    }

    @Test
    void p3_stubsAndVtablesAreOfTheGlobalArena() {
        for (MemorySegment vtable : List.of(WakerTable.VTABLE, ExportVtable.INSTANCE)) {
            assertEquals(Arena.global().scope(), vtable.scope());
        }
    }

    /** A segment of a shared or confined arena would be checked and counted at each call. */
    @Test
    void p9_whatAPollPassesToNativeCode_isOfTheGlobalArena() {
        WakeTarget target = WakerTable.allocate(null);
        try {
            assertEquals(Arena.global().scope(), target.memory.scope());
            assertEquals(Arena.global().scope(), target.slot.scope());
        } finally {
            WakerTable.free(target);
        }
    }

    // Wakers that poll

    @Test
    void p7_aWakerThatPollsInsideThePoll_isRefused_andThePollGoesOn() throws Exception {
        int[] polls = new int[1];
        PollFuture<Long> self =
                NativeFutures.wrap(
                        NativeFutures.<Long>export(
                                cx -> {
                                    if (polls[0]++ == 0) {
                                        cx.waker().wake();
                                        return Poll.pending();
                                    }
                                    return Poll.ready(1L);
                                },
                                NativeValue::of),
                        NativeResult::value);
        List<Throwable> refused = new ArrayList<>();
        Context[] cx = new Context[1];
        cx[0] =
                Context.of(
                        () ->
                                refused.add(
                                        assertThrows(
                                                IllegalStateException.class,
                                                () -> self.poll(cx[0]))));
        assertTrue(!self.poll(cx[0]).isReady());
        assertEquals(1, refused.size());
        assertTrue(self.poll(cx[0]).isReady());
    }

    @Test
    void f07_cancelledInsideItsOwnPoll_isDroppedAfterIt() {
        AtomicReference<PollFuture<Long>> self = new AtomicReference<>();
        self.set(
                NativeFutures.wrap(
                        NativeFutures.<Long>export(
                                cx -> {
                                    self.get().cancel();
                                    return Poll.pending();
                                },
                                NativeValue::of),
                        NativeResult::value));
        long before = ExportedFuture.live();
        assertThrows(
                IllegalStateException.class,
                () -> self.get().poll(Context.of(new CountingWaker())));
        assertEquals(before - 1, ExportedFuture.live());
    }
}
