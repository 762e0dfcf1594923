package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Wakers whose clones native code counts. */
class LatestWakerTest {
    private static final int ROUNDS = 2_000;

    private static final AtomicInteger CLONES = new AtomicInteger();
    private static final AtomicInteger LIVE = new AtomicInteger();
    private static final AtomicInteger WAKES = new AtomicInteger();
    private static final MemorySegment VTABLE = vtable();

    private static long cloneOf(long data) {
        LIVE.incrementAndGet();
        return CLONES.incrementAndGet();
    }

    private static void wake(long data) {
        WAKES.incrementAndGet();
    }

    private static void drop(long data) {
        LIVE.decrementAndGet();
    }

    private static MemorySegment vtable() {
        MemorySegment vtable = Arena.global().allocate(Abi.WAKER_VTABLE_BYTES, 8);
        vtable.set(JAVA_INT, Abi.SIZE, (int) Abi.WAKER_VTABLE_BYTES);
        vtable.set(JAVA_INT, Abi.ABI, Abi.VERSION);
        set(vtable, Abi.WAKER_CLONE, "cloneOf", long.class, Abi.CLONE_TYPE);
        set(vtable, Abi.WAKER_WAKE_BY_REF, "wake", void.class, Abi.WAKE_TYPE);
        set(vtable, Abi.WAKER_DROP, "drop", void.class, Abi.WAKE_TYPE);
        return vtable;
    }

    private static void set(
            MemorySegment vtable, long at, String name, Class<?> result, FunctionDescriptor as) {
        MethodType type = MethodType.methodType(result, long.class);
        vtable.set(ADDRESS, at, Upcalls.stub(MethodHandles.lookup(), name, type, as));
    }

    private static MemorySegment context(Arena arena) {
        MemorySegment context = ExportedFutureTest.lent(arena);
        context.set(ADDRESS, Abi.CONTEXT_WAKER_VTABLE, VTABLE);
        context.set(JAVA_LONG, Abi.CONTEXT_WAKER_DATA, 0);
        return context;
    }

    /** Ready once it is told, of which its first waker is woken. */
    private static final class Told implements PollFuture<Long> {
        final AtomicReference<Waker> first = new AtomicReference<>();
        boolean told; // plain: the wake publishes it

        @Override
        public Poll<Long> poll(io.github.trunnion.futures.Context cx) {
            first.compareAndSet(null, cx.waker());
            return told ? Poll.ready(1L) : Poll.pending();
        }

        void tell() {
            told = true;
            first.get().wake();
        }
    }

    @Test
    void f09_eachPollHasACloneOfItsOwn_theWakerOfTheFirstOneWakesTheLatest() {
        int live = LIVE.get();
        Told told = new Told();
        var calls = new ExportedFutureTest.Calls(NativeFutures.export(told, NativeValue::of));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = context(arena);
            assertEquals(Abi.PENDING, calls.poll(context));
            assertEquals(Abi.PENDING, calls.poll(context));
            assertEquals(live + 1, LIVE.get(), "the older clone is dropped");
            int wakes = WAKES.get();
            told.tell();
            assertEquals(wakes + 1, WAKES.get());
            assertEquals(Abi.READY, calls.poll(context));
            assertEquals(0, calls.drop());
        }
        assertEquals(live, LIVE.get());
        int wakes = WAKES.get();
        told.first.get().wake();
        assertEquals(wakes, WAKES.get());
    }

    @Test
    void w03_aWakeRacesWithAPoll_thePollSeesItOrItIsWoken_eachCloneIsDroppedOnce()
            throws Exception {
        int live = LIVE.get();
        AtomicReference<Told> current = new AtomicReference<>();
        CyclicBarrier barrier = new CyclicBarrier(2);
        FutureTask<Void> teller =
                new FutureTask<>(
                        () -> {
                            for (int i = 0; i < ROUNDS; i++) {
                                barrier.await(20, TimeUnit.SECONDS);
                                current.get().tell();
                                barrier.await(20, TimeUnit.SECONDS);
                            }
                            return null;
                        });
        Thread.ofPlatform().start(teller);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = context(arena);
            for (int i = 0; i < ROUNDS; i++) {
                Told told = new Told();
                current.set(told);
                var calls =
                        new ExportedFutureTest.Calls(NativeFutures.export(told, NativeValue::of));
                assertEquals(Abi.PENDING, calls.poll(context));
                int wakes = WAKES.get();
                barrier.await(20, TimeUnit.SECONDS);
                boolean seen = calls.poll(context) == Abi.READY;
                barrier.await(20, TimeUnit.SECONDS);
                assertTrue(seen || WAKES.get() > wakes, "lost");
                assertEquals(0, calls.drop());
            }
        }
        teller.get(20, TimeUnit.SECONDS);
        assertEquals(live, LIVE.get());
    }
}
