package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.tck.CountingWaker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** Futures of a uniffi library that was not written for this: {@link Bdk}. Without network. */
class UniffiFuturesTest {
    @TempDir static Path folder;

    private Bdk bdk;
    private Bdk.Components components;
    private boolean hasNode;

    @BeforeEach
    void makeClient() {
        bdk = Bdk.get();
        components = bdk.components(folder);
        hasNode = true;
    }

    @AfterEach
    void free() {
        if (components != null) {
            freeNode();
            bdk.freeClient(components);
            assertEquals(0, UniffiTarget.live());
        }
    }

    private void freeNode() {
        if (hasNode) {
            hasNode = false;
            bdk.freeNode(components);
        }
    }

    private PollFuture<byte[]> nextInfo() {
        return wrap(bdk.nextInfo(components));
    }

    private PollFuture<byte[]> wrap(long handle) {
        return bdk.futures.wrap("rust_buffer", handle, NativeResult::bytes);
    }

    @Test
    void pending_thenTheNodeIsFreed_theLibraryWakes_theFutureFailsWithItsError() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<byte[]> info = bridge.spawn(nextInfo());
            bridge.spawn(PollFutures.yieldNow()).get();
            assertFalse(info.isDone());
            freeNode();
            ExecutionException failed = assertThrows(ExecutionException.class, info::get);
            NativeFutureException error =
                    assertInstanceOf(NativeFutureException.class, failed.getCause());
            assertEquals(1, ByteBuffer.wrap(error.data()).getInt(), "NodeStopped");
        }
    }

    @Test
    void aWakeBeforeThePoll_endsItAtOnce() {
        PollFuture<byte[]> info = nextInfo();
        freeNode();
        assertThrows(NativeFutureException.class, () -> BlockOn.run(info));
    }

    @Test
    void pending_thenSomebodyElseCancels_theFutureIsCancelled() throws Exception {
        long handle = bdk.nextInfo(components);
        PollFuture<byte[]> info = wrap(handle);
        CountingWaker waker = new CountingWaker();
        assertFalse(info.poll(Context.of(waker)).isReady());
        bdk.cancel(handle);
        assertEquals(1, waker.wakes(), "the continuation came at once");
        assertThrows(CancellationException.class, () -> info.poll(Context.of(waker)));
        assertThrows(IllegalStateException.class, () -> info.poll(Context.of(waker)));
        info.cancel(); // against F7, and frees nothing for a second time
    }

    @Test
    void f07_cancelled_beforeThePoll_whilePending_andTwice() throws Exception {
        nextInfo().cancel();
        PollFuture<byte[]> info = nextInfo();
        CountingWaker waker = new CountingWaker();
        assertFalse(info.poll(Context.of(waker)).isReady());
        info.cancel();
        info.cancel();
        IllegalStateException late =
                assertThrows(IllegalStateException.class, () -> info.poll(Context.of(waker)));
        assertTrue(late.getMessage().endsWith("after it was cancelled (F7)"), late::getMessage);
        freeNode();
        assertEquals(0, waker.wakes(), "the continuation that freeing caused was stale");
    }

    @Test
    void f05_f02_polledAgainWhileTheContinuationIsDue_theLatestWakerIsWoken() throws Exception {
        PollFuture<byte[]> info = nextInfo();
        CountingWaker first = new CountingWaker();
        CountingWaker second = new CountingWaker();
        assertFalse(info.poll(Context.of(first)).isReady());
        for (int i = 0; i < 3; i++) {
            assertFalse(info.poll(Context.of(second)).isReady());
        }
        freeNode();
        assertEquals(0, first.wakes());
        assertEquals(1, second.wakes());
        assertThrows(NativeFutureException.class, () -> info.poll(Context.of(second)));
    }

    @Test
    void cancelled_through_a_task_on_another_thread() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<byte[]> info = bridge.spawn(nextInfo());
            bridge.spawn(PollFutures.yieldNow()).get();
            assertTrue(info.cancel(true));
            assertThrows(CancellationException.class, info::get);
            Rust.until(() -> UniffiTarget.live() == 0);
        }
    }

    @Test
    void wrong_libraries_types_and_handles_are_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> UniffiFutures.load(name -> Optional.empty(), "bdkffi"));
        assertThrows(
                IllegalArgumentException.class,
                () -> bdk.futures.wrap("u7", 1, NativeResult::value));
        assertThrows(
                IllegalArgumentException.class,
                () -> bdk.futures.wrap("u64", 0, NativeResult::value));
    }
}
