package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.tck.CountingWaker;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Java futures as native ones. No native library: what one side exports the other side wraps, so
 * that both sides of the ABI are called.
 */
class ExportedFutureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long before = ExportedFuture.live();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(before, ExportedFuture.live());
    }

    private static <T> MemorySegment export(
            PollFuture<T> future,
            io.github.trunnion.futures.Throwing.Function<T, NativeValue> writer) {
        return NativeFutures.export(future, writer);
    }

    private static PollFuture<Long> roundTrip(PollFuture<Long> future) {
        return NativeFutures.wrap(export(future, NativeValue::of), NativeResult::value);
    }

    // Ends

    @Test
    void numbers_bytes_and_text_go_through() throws Exception {
        byte[] bytes = {1, 2, 3};
        assertEquals(5, BlockOn.<Long>run(roundTrip(PollFutures.ready(5L))));
        assertArrayEquals(
                bytes,
                BlockOn.<byte[]>run(
                        NativeFutures.wrap(
                                export(PollFutures.ready(bytes), NativeValue::of),
                                NativeResult::bytes)));
        assertEquals(
                "\u00e4\u20ac",
                BlockOn.<String>run(
                        NativeFutures.wrap(
                                export(PollFutures.ready("\u00e4\u20ac"), NativeValue::of),
                                NativeResult::text)));
        assertEquals(
                "",
                BlockOn.<String>run(
                        NativeFutures.wrap(
                                export(PollFutures.ready(""), NativeValue::of),
                                NativeResult::text)));
    }

    @Test
    void f08_null_is_for_the_writer_to_decide() throws Exception {
        MemorySegment future =
                NativeFutures.<Object>export(
                        PollFutures.ready(null), value -> NativeValue.of(value == null ? 1 : 0));
        assertEquals(1, BlockOn.<Long>run(NativeFutures.wrap(future, NativeResult::value)));
    }

    @Test
    void a_failure_is_a_code_and_a_text() {
        assertFailure(new IllegalStateException("broken"), Abi.ERR_OTHER, "broken");
        assertFailure(new IOException("no line"), Abi.ERR_IO, "no line");
        assertFailure(new CancellationException(), Abi.ERR_CANCELLED, "Cancellation");
        assertFailure(new StackOverflowError(), Abi.ERR_OTHER, "StackOverflow");
        NativeFutureException known =
                assertFailure(new NativeFutureException(1234, 99, "known"), 1234, "known");
        assertEquals(99, known.value());
        assertEquals("known", known.getMessage());
    }

    private static NativeFutureException assertFailure(Throwable failure, int code, String text) {
        NativeFutureException seen =
                assertThrows(
                        NativeFutureException.class,
                        () -> BlockOn.run(roundTrip(PollFutures.failed(failure))));
        assertEquals(code, seen.code());
        assertTrue(seen.getMessage().contains(text), seen::getMessage);
        return seen;
    }

    @Test
    void failures_of_reactors_and_panics_come_back_as_what_they_were() {
        Context cx = Context.of(new CountingWaker());
        assertThrows(
                ReactorConflictException.class,
                () -> roundTrip(failed(new ReactorConflictException("held", null))).poll(cx));
        assertThrows(
                ReactorUnsupportedException.class,
                () -> roundTrip(failed(new ReactorUnsupportedException("none"))).poll(cx));
        assertThrows(
                ReactorFailedException.class,
                () -> roundTrip(failed(new ReactorFailedException("x", new Error()))).poll(cx));
        assertEquals(
                "boom",
                assertThrows(
                                NativePanicException.class,
                                () -> roundTrip(failed(new NativePanicException("boom"))).poll(cx))
                        .getMessage());
    }

    private static PollFuture<Long> failed(Throwable failure) {
        return PollFutures.failed(failure);
    }

    @Test
    void a_future_that_returns_null_and_a_writer_that_does_fail() {
        assertThrows(NativeFutureException.class, () -> BlockOn.run(roundTrip(cx -> null)));
        MemorySegment future = export(PollFutures.ready(1L), value -> null);
        assertThrows(
                NativeFutureException.class,
                () -> BlockOn.run(NativeFutures.wrap(future, NativeResult::value)));
        MemorySegment other =
                export(
                        PollFutures.ready(1L),
                        value -> {
                            throw new IllegalStateException("of the writer");
                        });
        assertTrue(
                assertThrows(
                                NativeFutureException.class,
                                () -> BlockOn.run(NativeFutures.wrap(other, NativeResult::value)))
                        .getMessage()
                        .contains("of the writer"));
    }

    // Wakers

    @Test
    void w01_aPromiseIsCompletedByAnotherThread_theWakeGoesThroughNativeCode() throws Exception {
        Promise<Long> promise = new Promise<>();
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> future = roundTrip(promise);
            assertFalse(carrier.poll(future).isReady());
            Thread.ofVirtual().start(() -> promise.complete(8L));
            assertEquals(8, carrier.run(future, PATIENCE));
        }
    }

    @Test
    void w04_aWakeAfterTheEndDoesNothing() throws Exception {
        List<io.github.trunnion.futures.Waker> kept = new ArrayList<>();
        CountingWaker outer = new CountingWaker();
        PollFuture<Long> future =
                roundTrip(
                        cx -> {
                            kept.add(cx.waker());
                            return kept.size() == 1 ? Poll.pending() : Poll.ready(1L);
                        });
        assertFalse(future.poll(Context.of(outer)).isReady());
        kept.getFirst().wake();
        assertEquals(1, outer.wakes());
        assertTrue(future.poll(Context.of(outer)).isReady());
        long stale = WakerTable.staleWakes();
        kept.forEach(io.github.trunnion.futures.Waker::wake);
        assertEquals(1, outer.wakes());
        assertEquals(stale, WakerTable.staleWakes(), "a retired clone makes no call");
    }

    @Test
    void f10_insideAWrappedFuture_theContextIsThatOfTheCarrier() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            AtomicReference<Object> slot = new AtomicReference<>();
            PollFuture<Long> future =
                    roundTrip(
                            cx -> {
                                slot.set(cx.reactor());
                                return Poll.ready(1L);
                            });
            carrier.poll(future);
            assertEquals(carrier.slot(), slot.get());
        }
    }

    // Cancel and discard

    @Test
    void f07_droppedWhilePending_isCancelled_once() throws Exception {
        List<String> events = new ArrayList<>();
        PollFuture<Long> inner =
                new PollFuture<>() {
                    @Override
                    public Poll<Long> poll(Context cx) {
                        events.add("poll");
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        events.add("cancel");
                        throw new IllegalStateException("against F7");
                    }
                };
        List<Throwable> reported = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> reported.add(e));
        try {
            PollFuture<Long> future = roundTrip(inner);
            future.poll(Context.of(new CountingWaker()));
            future.cancel();
            future.cancel();
            roundTrip(inner).cancel();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
        assertEquals(List.of("poll", "cancel", "cancel"), events);
        assertEquals(2, reported.size());
    }

    @Test
    void f07_droppedBeforeItsValueIsTaken_discardsIt() {
        List<Long> discarded = new ArrayList<>();
        MemorySegment future =
                export(
                        PollFutures.onDiscard(PollFutures.ready(3L), discarded::add),
                        NativeValue::of);
        Calls calls = new Calls(future);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = lent(arena);
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(0, calls.drop());
        }
        assertEquals(List.of(3L), discarded);
    }

    // Misuse by native code

    @Test
    void double_poll_double_take_and_take_too_early_are_refused() {
        Promise<Long> promise = new Promise<>();
        Calls calls = new Calls(export(promise, NativeValue::of));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = lent(arena);
            MemorySegment out = arena.allocate(Abi.RESULT_BYTES, 8);
            assertEquals(Abi.E_STATE, calls.take(out));
            assertEquals(Abi.PENDING, calls.poll(context));
            assertEquals(Abi.E_STATE, calls.take(out));
            promise.complete(4L);
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(Abi.E_DONE, calls.poll(context));
            assertEquals(Abi.E_ARG, calls.take(MemorySegment.NULL));
            assertEquals(Abi.READY, calls.take(out));
            assertEquals(4, out.get(ValueLayout.JAVA_LONG, Abi.RESULT_VALUE));
            assertEquals(Abi.E_STATE, calls.take(out));
            assertEquals(0, calls.drop());
            assertEquals(Abi.E_ARG, calls.drop(), "it was freed");
            assertEquals(Abi.E_ARG, calls.poll(context), "it was freed");
        }
    }

    @Test
    void a_context_of_another_version_is_refused() {
        Calls calls = new Calls(export(PollFutures.ready(1L), NativeValue::of));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = lent(arena);
            assertEquals(Abi.E_ARG, calls.poll(MemorySegment.NULL));
            context.set(ValueLayout.JAVA_INT, Abi.ABI, 2);
            assertEquals(Abi.E_ARG, calls.poll(context));
            context.set(ValueLayout.JAVA_INT, Abi.ABI, Abi.VERSION);
            context.set(ValueLayout.JAVA_INT, Abi.SIZE, 8);
            assertEquals(Abi.E_ARG, calls.poll(context));
            context.set(ValueLayout.JAVA_INT, Abi.SIZE, (int) Abi.CONTEXT_BYTES);
            context.set(ValueLayout.ADDRESS, Abi.CONTEXT_WAKER_VTABLE, MemorySegment.NULL);
            assertEquals(Abi.E_ARG, calls.poll(context));
            assertEquals(0, calls.drop());
        }
    }

    @Test
    void p7_calledFromInsideItsOwnPoll_isBusy() {
        AtomicReference<Calls> self = new AtomicReference<>();
        List<Integer> codes = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = lent(arena);
            MemorySegment out = arena.allocate(Abi.RESULT_BYTES, 8);
            Calls calls =
                    new Calls(
                            export(
                                    cx -> {
                                        codes.add(self.get().poll(context));
                                        codes.add(self.get().take(out));
                                        codes.add(self.get().drop());
                                        return Poll.ready(1L);
                                    },
                                    NativeValue::of));
            self.set(calls);
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(List.of(Abi.E_BUSY, Abi.E_BUSY, Abi.E_BUSY), codes);
            assertEquals(0, calls.drop());
        }
    }

    @Test
    void arguments_are_checked() {
        PollFuture<Long> one = PollFutures.ready(1L);
        assertThrows(NullPointerException.class, () -> NativeFutures.export(one, null));
        assertThrows(
                NullPointerException.class,
                () -> NativeFutures.<Long>export(null, NativeValue::of));
        assertThrows(NullPointerException.class, () -> NativeValue.of((String) null));
        assertThrows(NullPointerException.class, () -> NativeValue.of((byte[]) null));
    }

    /** A context whose waker wakes nobody. */
    static MemorySegment lent(Arena arena) {
        MemorySegment context = arena.allocate(Abi.CONTEXT_BYTES, 8);
        context.set(ValueLayout.JAVA_INT, Abi.SIZE, (int) Abi.CONTEXT_BYTES);
        context.set(ValueLayout.JAVA_INT, Abi.ABI, Abi.VERSION);
        context.set(ValueLayout.ADDRESS, Abi.CONTEXT_WAKER_VTABLE, WakerTable.VTABLE);
        return context;
    }

    /** Calls a future as native code does. */
    record Calls(MemorySegment future, FutureType type) {
        Calls(MemorySegment future) {
            this(future, FutureType.of(future));
        }

        int poll(MemorySegment context) {
            return Abi.call(type.poll, future, context);
        }

        int take(MemorySegment out) {
            return Abi.call(type.take, future, out);
        }

        int drop() {
            return Abi.call(type.drop, future, MemorySegment.NULL);
        }
    }
}
