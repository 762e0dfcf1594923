package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.WrongContextException;
import io.github.trunnion.tck.CountingWaker;
import io.github.trunnion.tck.ManualHook;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Where Rust futures wait: reactors, slots and contexts. */
class RustContextsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final GcStorm STORM = new GcStorm();
    @RegisterExtension final Rust rust = new Rust();

    @Test
    void c05_contextWithoutSlot_aFutureThatNeedsAReactorFails() {
        ReactorUnsupportedException refused =
                assertThrows(
                        ReactorUnsupportedException.class,
                        () -> rust.sleep(1).poll(Context.of(new CountingWaker())));
        assertTrue(refused.getMessage().contains("BlockOn.run"), refused::getMessage);
    }

    @Test
    void c04_anotherReactorIsInUse_theFutureFails_theReactorIsUnaffected() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            ReactorLease<ManualHook> other =
                    carrier.slot().acquire(ManualHook.class, ManualHook::new);
            PollFuture<Long> sleep = rust.sleep(1);
            assertThrows(ReactorConflictException.class, () -> carrier.poll(sleep));
            assertTrue(other.isCurrent(carrier.slot()));
        }
    }

    @Test
    void c04_inAnExecutorWhoseSelectorIsInUse_theMessageNamesBoth() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            PollFuture<Long> both =
                    cx -> {
                        ReactorLease<SelectorReactor> lease =
                                cx.reactor().acquire(SelectorReactor.class, SelectorReactor::open);
                        try {
                            return rust.sleep(1).poll(cx);
                        } finally {
                            lease.close();
                        }
                    };
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> bridge.spawn(both).get());
            String message =
                    assertInstanceOf(ReactorConflictException.class, failed.getCause())
                            .getMessage();
            assertTrue(message.contains("SelectorReactor"), message);
            assertTrue(message.contains("NativeReactor"), message);
        }
    }

    @Test
    void c06_anIdleReactorOfAnotherKindIsReplaced_andTheNativeOneIsReplacedInTurn()
            throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            carrier.slot().acquire(ManualHook.class, ManualHook::new).close();
            assertEquals(2, carrier.run(rust.sleep(2), PATIENCE));
            NativeReactor idle = assertInstanceOf(NativeReactor.class, carrier.slot().held());
            carrier.slot().acquire(ManualHook.class, ManualHook::new).close();
            assertTrue(idle.isReleased());
            assertEquals(3, carrier.run(rust.sleep(3), PATIENCE));
        }
    }

    @Test
    void c06_theReactorIsIdleAfterTheLastFuture_andRevived() throws Exception {
        try (TestCarrier carrier = new TestCarrier()) {
            carrier.run(rust.sleep(1), PATIENCE);
            ReactorHook first = carrier.slot().held();
            carrier.run(rust.sleep(1), PATIENCE);
            assertEquals(first, carrier.slot().held());
            assertEquals(1, rust.live(RustLibrary.Kind.REACTORS));
        }
    }

    @Test
    void f09_polledInAnotherContextOfTheSameThread_isRefused_andLivesOn() throws Exception {
        try (TestCarrier first = new TestCarrier();
                TestCarrier second = new TestCarrier()) {
            PollFuture<Long> sleep =
                    NativeFutures.wrap(rust.library().make("demo_sleep", 1L), NativeResult::value);
            first.poll(sleep);
            WrongContextException refused =
                    assertThrows(WrongContextException.class, () -> second.poll(sleep));
            assertTrue(refused.getMessage().contains("F9"), refused::getMessage);
            assertEquals(1, first.run(sleep, PATIENCE));
        }
    }

    @Test
    void f09_aBoundFuturePolledOnAnotherThread_isRefused_andLivesOn() throws Exception {
        PollFuture<Long> bound =
                NativeFutures.wrap(rust.library().make("demo_bound", 1L), NativeResult::value);
        CountingWaker waker = new CountingWaker();
        assertFalse(bound.poll(Context.of(waker)).isReady());
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform()
                .start(
                        () ->
                                thrown[0] =
                                        assertThrows(
                                                IllegalStateException.class,
                                                () -> bound.poll(Context.of(waker))))
                .join();
        assertTrue(thrown[0].getMessage().contains("PF_E_THREAD"), thrown[0]::getMessage);
        assertEquals(Poll.ready(1L), bound.poll(Context.of(waker)));
    }

    @Test
    void a_send_future_moves_between_threads() throws Exception {
        PollFuture<Long> free = rust.number("demo_thread", 1L, 9L);
        CountingWaker waker = new CountingWaker();
        assertFalse(free.poll(Context.of(waker)).isReady());
        Rust.until(() -> waker.wakes() > 0);
        Object[] seen = new Object[1];
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                seen[0] = free.poll(Context.of(waker));
                            } catch (Exception e) {
                                seen[0] = e;
                            }
                        })
                .join();
        assertEquals(Poll.ready(9L), seen[0]);
    }

    @Test
    void f02_theLatestWakerIsWoken() throws Exception {
        int event = Native.newEvent();
        try (TestCarrier carrier = new TestCarrier()) {
            PollFuture<Long> wait = rust.number("demo_event_wait", event);
            CountingWaker first = new CountingWaker();
            assertFalse(wait.poll(carrier.context(first)).isReady());
            assertFalse(wait.poll(carrier.context()).isReady()); // another waker
            Native.addToEvent(event);
            assertTrue(carrier.parkUntil(() -> carrier.wakes().wakes() > 0, PATIENCE));
            assertEquals(0, first.wakes());
            assertEquals(1, carrier.run(wait, PATIENCE));
        } finally {
            Native.close(event);
        }
    }

    @Test
    void h05_theReactorFails_thoseWhoWaitFail_andTheNextFutureGetsANewOne() throws Exception {
        int other = Native.newEvent();
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            Map<Integer, String> before = Descriptors.open();
            TaskFuture<Long> waits = bridge.spawn(rust.sleep(100_000));
            bridge.spawn(rust.sleep(1)).get();
            int epoll =
                    Descriptors.open().entrySet().stream()
                            .filter(
                                    open ->
                                            !open.getValue().equals(before.get(open.getKey()))
                                                    && open.getValue().contains("eventpoll"))
                            .findFirst()
                            .orElseThrow()
                            .getKey();
            Native.replace(epoll, other); // the next epoll_wait fails
            bridge.execute(() -> {});
            ExecutionException failed = assertThrows(ExecutionException.class, waits::get);
            ReactorFailedException reason =
                    assertInstanceOf(ReactorFailedException.class, failed.getCause());
            assertTrue(
                    reason.getCause().getMessage().contains("errno 22"),
                    reason.getCause()::getMessage);
            assertEquals(1, bridge.spawn(rust.sleep(1)).get());
        } finally {
            Native.close(other);
        }
    }
}
