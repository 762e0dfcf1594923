package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.CountingWaker;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The protocol of uniffi's futures, with a library whose functions are in Java. */
class UniffiProtocolTest {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final byte READY = 0;
    private static final byte WAKE = 1;
    private static final MethodHandle CONTINUE =
            LINKER.downcallHandle(UniffiFutures.continuationType());

    /** A continuation that is due. */
    private record Due(MemorySegment function, long data) {
        void come(byte code) {
            try {
                CONTINUE.invokeExact(function, data, code);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    // What the library has seen; one test at a time.
    private static final List<Due> DUE = new ArrayList<>();
    private static int frees;
    private static int completes;

    /** What the continuation is told inside the poll, or -1: later. */
    private static byte atOnce;

    /** What complete says. */
    private static byte code;

    private final CountingWaker waker = new CountingWaker();
    private final Context cx = Context.of(waker);
    private final UniffiFutures library = UniffiFutures.load(UniffiProtocolTest::find, "fake");

    UniffiProtocolTest() {
        DUE.clear();
        frees = 0;
        completes = 0;
        atOnce = -1;
        code = UniffiBuffers.OK;
    }

    // The library

    private static Optional<MemorySegment> find(String name) {
        return switch (name) {
            case "ffi_fake_uniffi_contract_version" ->
                    stub("version", MethodType.methodType(int.class));
            case "ffi_fake_rustbuffer_free" ->
                    stub(
                            "bufferFree",
                            MethodType.methodType(
                                    void.class, MemorySegment.class, MemorySegment.class));
            case "ffi_fake_rust_future_poll_u64", "ffi_fake_rust_future_poll_f64" ->
                    stub(
                            "poll",
                            MethodType.methodType(
                                    void.class, long.class, MemorySegment.class, long.class));
            case "ffi_fake_rust_future_complete_u64" ->
                    stub(
                            "complete",
                            MethodType.methodType(long.class, long.class, MemorySegment.class));
            case "ffi_fake_rust_future_complete_f64" ->
                    stub(
                            "completeReal",
                            MethodType.methodType(double.class, long.class, MemorySegment.class));
            case "ffi_fake_rust_future_cancel_u64",
                    "ffi_fake_rust_future_cancel_f64",
                    "ffi_fake_rust_future_free_u64",
                    "ffi_fake_rust_future_free_f64" ->
                    stub("free", MethodType.methodType(void.class, long.class));
            default -> Optional.empty();
        };
    }

    private static Optional<MemorySegment> stub(String name, MethodType type) {
        var layouts =
                type.parameterList().stream()
                        .map(p -> p == long.class ? JAVA_LONG : ADDRESS)
                        .toArray(MemoryLayout[]::new);
        if (name.equals("bufferFree")) {
            layouts[0] = UniffiBuffers.BUFFER;
        }
        FunctionDescriptor as =
                switch (type.returnType().getName()) {
                    case "void" -> FunctionDescriptor.ofVoid(layouts);
                    case "int" -> FunctionDescriptor.of(JAVA_INT, layouts);
                    case "double" -> FunctionDescriptor.of(JAVA_DOUBLE, layouts);
                    default -> FunctionDescriptor.of(JAVA_LONG, layouts);
                };
        return Optional.of(Upcalls.stub(MethodHandles.lookup(), name, type, as));
    }

    private static int version() {
        return 30;
    }

    private static void bufferFree(MemorySegment buffer, MemorySegment status) {}

    private static void poll(long handle, MemorySegment continuation, long data) {
        Due due = new Due(continuation, data);
        if (atOnce >= 0) {
            due.come(atOnce);
        } else {
            DUE.add(due);
        }
    }

    private static long complete(long handle, MemorySegment status) {
        completes++;
        status.reinterpret(UniffiBuffers.STATUS.byteSize()).set(JAVA_BYTE, 0, code);
        return handle + 1;
    }

    private static double completeReal(long handle, MemorySegment status) {
        completes++;
        return handle + 0.5;
    }

    private static void free(long handle) {
        frees++;
    }

    // The tests

    private PollFuture<Long> future() {
        return library.wrap("u64", 41, NativeResult::value);
    }

    @Test
    void aWakeLeadsToAnotherPoll_ready_completesAndFreesOnce() throws Exception {
        PollFuture<Long> future = future();
        assertFalse(future.poll(cx).isReady());
        DUE.removeFirst().come(WAKE);
        assertEquals(1, waker.wakes());
        assertFalse(future.poll(cx).isReady());
        assertEquals(1, DUE.size(), "polled once more");
        DUE.removeFirst().come(READY);
        assertEquals(2, waker.wakes());
        assertEquals(Poll.ready(42L), future.poll(cx));
        assertEquals(1, completes);
        assertEquals(1, frees);
        future.cancel();
        assertEquals(1, frees);
    }

    @Test
    void oncePerPoll_pollsWhileTheContinuationIsDueMakeNone() throws Exception {
        PollFuture<Long> future = future();
        for (int i = 0; i < 5; i++) {
            assertFalse(future.poll(cx).isReady());
        }
        assertEquals(1, DUE.size());
        future.cancel();
        assertEquals(1, frees);
    }

    @Test
    void readyInsideThePoll_completesInThatPoll() throws Exception {
        atOnce = READY;
        assertEquals(Poll.ready(42L), future().poll(cx));
        assertEquals(1, frees);
    }

    @Test
    void aWakeInsideThePoll_isASelfWake() throws Exception {
        atOnce = WAKE;
        PollFuture<Long> future = future();
        assertFalse(future.poll(cx).isReady());
        assertEquals(1, waker.wakes());
        atOnce = READY;
        assertEquals(Poll.ready(42L), future.poll(cx));
    }

    @Test
    void aContinuationAfterTheCancel_doesNothing() throws Exception {
        PollFuture<Long> future = future();
        assertFalse(future.poll(cx).isReady());
        future.cancel();
        DUE.removeFirst().come(READY);
        assertEquals(0, waker.wakes());
        assertEquals(1, frees);
        assertEquals(0, completes);
    }

    @Test
    void p7_aWakerThatPollsInsideThePoll_isRefused_andItIsFreedOnce() throws Exception {
        atOnce = READY;
        PollFuture<Long> future = future();
        List<Throwable> refused = new ArrayList<>();
        Context[] nested = new Context[1];
        nested[0] =
                Context.of(
                        () ->
                                refused.add(
                                        assertThrows(
                                                IllegalStateException.class,
                                                () -> future.poll(nested[0]))));
        assertEquals(Poll.ready(42L), future.poll(nested[0]));
        assertEquals(1, refused.size());
        assertEquals(1, completes);
        assertEquals(1, frees);
    }

    @Test
    void f07_cancelledInsideItsOwnPoll_isFreedAfterIt_once() {
        atOnce = READY;
        PollFuture<Long> future = future();
        Context cancels =
                Context.of(
                        () -> {
                            future.cancel();
                            assertEquals(0, frees);
                        });
        assertThrows(IllegalStateException.class, () -> future.poll(cancels));
        assertEquals(0, completes);
        assertEquals(1, frees);
        future.cancel();
        assertEquals(1, frees);
    }

    @Test
    void aPanicAndAnErrorFree_once() throws Exception {
        atOnce = READY;
        code = UniffiBuffers.PANIC;
        assertThrows(NativePanicException.class, () -> future().poll(cx));
        code = UniffiBuffers.ERROR;
        assertThrows(NativeFutureException.class, () -> future().poll(cx));
        assertEquals(2, frees);
    }

    @Test
    void aReaderThatThrows_frees() {
        atOnce = READY;
        PollFuture<Long> future =
                library.wrap(
                        "u64",
                        41,
                        result -> {
                            throw new IllegalStateException("on purpose");
                        });
        assertThrows(IllegalStateException.class, () -> future.poll(cx));
        assertEquals(1, frees);
    }

    @Test
    void aRealNumberComesAsItsBits() throws Exception {
        atOnce = READY;
        PollFuture<Double> future =
                library.wrap("f64", 41, result -> Double.longBitsToDouble(result.value()));
        assertEquals(Poll.ready(41.5), future.poll(cx));
    }

    @Test
    void anotherContractVersionIsRefused() {
        MemorySegment other =
                LINKER.upcallStub(
                        MethodHandles.constant(int.class, 24),
                        FunctionDescriptor.of(JAVA_INT),
                        Arena.global());
        SymbolLookup old =
                name -> name.endsWith("contract_version") ? Optional.of(other) : find(name);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> UniffiFutures.load(old, "fake"));
        assertTrue(refused.getMessage().contains("24"), refused::getMessage);
    }
}
