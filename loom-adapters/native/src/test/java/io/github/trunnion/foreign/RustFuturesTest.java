package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.tck.CountingWaker;
import io.github.trunnion.tck.ManualHook;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/** Rust futures one at a time: how they end, and on which threads. */
class RustFuturesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    // Ends

    @Test
    void ready_at_the_first_poll() throws Exception {
        assertEquals(42, BlockOn.<Long>run(rust.number("demo_ready", 42L)));
    }

    @Test
    void c02_firstPollRegistersAReactor_theCarrierParksInIt_theTimerWakes() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> sleep = rust.sleep(5);
            assertFalse(carrier.poll(sleep).isReady());
            assertInstanceOf(NativeReactor.class, carrier.slot().held());
            assertEquals(1, carrier.leases());
            assertEquals(5, carrier.run(sleep, PATIENCE));
            assertEquals(0, carrier.leases());
        }
    }

    /** epoll knows milliseconds, and rounds up. */
    @Test
    void p12_aTimerNeverComesEarly() throws Exception {
        for (long millis = 0; millis < 10; millis++) {
            long start = System.nanoTime();
            assertEquals(millis, BlockOn.<Long>run(rust.sleep(millis)));
            assertTrue(System.nanoTime() - start >= millis * 1_000_000);
        }
    }

    @Test
    void c03_childrenWithContextsOfTheirOwnShareTheReactor() throws Exception {
        assertEquals(50, BlockOn.<Long>run(rust.number("demo_join", 50L, 3L)));
    }

    @Test
    void w03_aSelfWakeInEachPollIsNeverLost() throws Exception {
        assertEquals(1000, BlockOn.<Long>run(rust.number("demo_yields", 1000L)));
    }

    @Test
    void a_native_thread_wakes_a_parked_carrier() throws Exception {
        assertEquals(7, BlockOn.<Long>run(rust.number("demo_thread", 5L, 7L)));
        assertEquals(5, BlockOn.<Long>run(rust.number("demo_bound", 5L)));
    }

    @Test
    void an_error_has_code_and_message() {
        NativeFutureException failure =
                assertThrows(
                        NativeFutureException.class,
                        () -> BlockOn.run(rust.fail(1234, "no such thing: \u00e4\u20ac")));
        assertEquals(1234, failure.code());
        assertEquals("no such thing: \u00e4\u20ac", failure.getMessage());
    }

    @Test
    void an_io_error_has_errno() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        NativeFutureException failure =
                assertThrows(
                        NativeFutureException.class,
                        () -> BlockOn.run(rust.number("demo_echo", port, 1L, 1L)));
        assertEquals(NativeFutureException.IO, failure.code());
        assertEquals(111, failure.value(), "ECONNREFUSED");
    }

    @Test
    void a_reader_that_throws_fails_the_future_and_the_buffer_is_freed() {
        IllegalStateException thrown = new IllegalStateException("on purpose");
        PollFuture<Long> future =
                PollFutures.lazy(
                        () ->
                                NativeFutures.wrap(
                                        rust.library().make("demo_ready", 1L),
                                        result -> {
                                            throw thrown;
                                        }));
        assertEquals(thrown, assertThrows(IllegalStateException.class, () -> BlockOn.run(future)));
    }

    @Test
    void a_result_is_of_no_use_after_its_reader() throws Exception {
        NativeResult[] kept = new NativeResult[1];
        BlockOn.run(
                NativeFutures.wrap(
                        rust.library().make("demo_ready", 1L), result -> kept[0] = result));
        assertThrows(IllegalStateException.class, () -> kept[0].value());
        assertThrows(IllegalStateException.class, () -> kept[0].bytes());
        assertThrows(IllegalStateException.class, () -> kept[0].text());
    }

    @Test
    void f03_polledAfterTheEnd_throws() throws Exception {
        PollFuture<Long> future =
                NativeFutures.wrap(rust.library().make("demo_ready", 1L), NativeResult::value);
        Context cx = Context.of(new CountingWaker());
        assertEquals(Poll.ready(1L), future.poll(cx));
        IllegalStateException late =
                assertThrows(IllegalStateException.class, () -> future.poll(cx));
        assertTrue(late.getMessage().endsWith("after it was done (F3)"), late::getMessage);
        future.cancel(); // against F7, and harmless
    }

    // Cancel

    @Test
    void f07_cancelledBeforeTheFirstPoll_isDropped_aPollAfterItIsRefused() {
        PollFuture<Long> future =
                NativeFutures.wrap(rust.library().make("demo_sleep", 1000L), NativeResult::value);
        future.cancel();
        Context cx = Context.of(new CountingWaker());
        IllegalStateException late =
                assertThrows(IllegalStateException.class, () -> future.poll(cx));
        assertTrue(late.getMessage().endsWith("after it was cancelled (F7)"), late::getMessage);
    }

    @Test
    void f07_cancelledWhilePending_isDropped_andTheLeaseEnds() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> sleep = rust.sleep(100_000);
            carrier.poll(sleep);
            assertEquals(1, rust.live(RustLibrary.Kind.TIMERS));
            sleep.cancel();
            assertEquals(0, rust.live(RustLibrary.Kind.TIMERS));
            assertEquals(0, carrier.leases());
            sleep.cancel();
        }
    }

    @Test
    void cancelled_through_the_task() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Long> task = bridge.spawn(rust.sleep(100_000));
            bridge.spawn(rust.sleep(1)).get();
            assertTrue(task.cancel(true));
            assertThrows(CancellationException.class, task::get);
        }
    }

    @Test
    void cancelled_on_another_thread_than_it_was_polled_on_is_dropped_by_the_carrier()
            throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> sleep = rust.sleep(100_000);
            carrier.poll(sleep);
            Thread.ofPlatform().start(sleep::cancel).join();
            assertEquals(1, rust.live(RustLibrary.Kind.FUTURES), "it is bound");
            carrier.park(Long.MAX_VALUE); // the cancel has unparked
            assertEquals(0, rust.live(RustLibrary.Kind.FUTURES));
            assertEquals(0, carrier.leases());
        }
    }

    @Test
    void cancelled_on_another_thread_and_the_context_ends_is_dropped_by_the_close()
            throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> sleep = rust.sleep(100_000);
            carrier.poll(sleep);
            Thread.ofPlatform().start(sleep::cancel).join();
        }
    }

    // Virtual threads

    @Test
    void a_virtual_thread_of_the_executor_awaits() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            List<Long> slept = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> threads =
                    LongStream.rangeClosed(1, 20)
                            .mapToObj(
                                    millis ->
                                            bridge.newThread(
                                                    "sleeper",
                                                    () -> {
                                                        try {
                                                            slept.add(
                                                                    bridge.await(
                                                                            rust.sleep(millis)));
                                                        } catch (Exception e) {
                                                            throw new AssertionError(e);
                                                        }
                                                    }))
                            .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(
                    LongStream.rangeClosed(1, 20).boxed().toList(),
                    slept.stream().sorted().toList());
        }
    }

    @Test
    void p4_onAnyOtherVirtualThread_theFutureIsHandedToACarrier() throws Exception {
        Object[] seen = new Object[2];
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                seen[0] = BlockOn.<Long>run(rust.sleep(3));
                            } catch (Exception e) {
                                seen[0] = e;
                            }
                            try {
                                seen[1] = BlockOn.<Long>run(rust.fail(1000, "no"));
                            } catch (Exception e) {
                                seen[1] = e.getMessage();
                            }
                        })
                .join();
        assertEquals(3L, seen[0]);
        assertEquals("no", seen[1]);
        releaseSharedReactor();
    }

    @Test
    void p4_aHandedFutureIsCancelled_onTheCarrier() throws Exception {
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        assertThrows(
                                                InterruptedException.class,
                                                () -> BlockOn.run(rust.sleep(100_000))));
        Rust.until(() -> rust.live(RustLibrary.Kind.TIMERS) == 1);
        thread.interrupt();
        thread.join();
        Rust.until(() -> rust.live(RustLibrary.Kind.TIMERS) == 0);
        releaseSharedReactor();
    }

    /** The carrier has the value, the virtual thread has not asked for it yet, and gives up. */
    @Test
    void p4_f07_aHandedFutureIsReady_thenCancelledBeforeItIsPolled_itsValueIsDiscarded()
            throws Exception {
        int event = Native.newEvent();
        List<Long> discarded = new CopyOnWriteArrayList<>();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                PollFuture<Long> future =
                                        NativeFutures.wrap(
                                                rust.library().make("demo_event_wait", event),
                                                NativeResult::value,
                                                discarded::add);
                                CountDownLatch woken = new CountDownLatch(1);
                                assertFalse(future.poll(Context.of(woken::countDown)).isReady());
                                Native.addToEvent(event);
                                woken.await();
                                assertEquals(List.of(), discarded);
                                future.cancel();
                            } catch (Throwable e) {
                                failed.set(e);
                            }
                        })
                .join();
        assertNull(failed.get());
        assertEquals(List.of(1L), discarded);
        releaseSharedReactor();
        Native.close(event);
    }

    @Test
    void f07_cancelOfATaskBesideItsEnd_eachValueIsReceivedOrDiscarded_once() throws Exception {
        AtomicLong discarded = new AtomicLong();
        long readInVain = 0;
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            for (int i = 0; i < 500; i++) {
                AtomicLong read = new AtomicLong();
                TaskFuture<Long> task =
                        bridge.spawn(
                                NativeFutures.<Long>wrap(
                                        rust.library().make("demo_yields", (long) i % 40),
                                        result -> read.incrementAndGet(),
                                        value -> discarded.incrementAndGet()));
                task.cancel(true);
                task.terminated().join();
                if (task.isCancelled()) {
                    readInVain += read.get();
                } else {
                    assertEquals(1, task.get());
                }
            }
        }
        assertEquals(readInVain, discarded.get());
    }

    @Test
    void p4_theCarrierOfAHandedFutureEnds_itFails_andNobodyWaitsForEver() throws Exception {
        BridgeExecutor bridge = BridgeExecutor.builder().build();
        NativeFuture<Long> sleep =
                new NativeFuture<>(
                        rust.library().make("demo_sleep", 100_000L), NativeResult::value, null);
        HandedOver<Long> over = new HandedOver<>(sleep, bridge);
        CountingWaker waker = new CountingWaker();
        assertFalse(over.poll(Context.of(waker)).isReady());
        bridge.close(Duration.ofMillis(1));
        Rust.until(() -> waker.wakes() > 0);
        assertThrows(CancellationException.class, () -> over.poll(Context.of(waker)));
        NativeFuture<Long> late =
                new NativeFuture<>(
                        rust.library().make("demo_sleep", 1L), NativeResult::value, null);
        assertThrows(RejectedExecutionException.class, () -> new HandedOver<>(late, bridge));
        late.cancel();
    }

    /** Puts another reactor into the shared carrier's slot, so that the native one is closed. */
    private static void releaseSharedReactor() throws Exception {
        BridgeExecutor.shared()
                .spawn(
                        cx -> {
                            cx.reactor().acquire(ManualHook.class, ManualHook::new).close();
                            return Poll.ready(null);
                        })
                .get();
    }

    // HTTP

    @Test
    void an_http_get() throws Exception {
        try (HttpServer server = new HttpServer("hello, \u00e4\u20ac")) {
            byte[] body = BlockOn.<byte[]>run(rust.httpGet(server.port(), "/"));
            assertArrayEquals("hello, \u00e4\u20ac".getBytes(StandardCharsets.UTF_8), body);
        }
    }
}
