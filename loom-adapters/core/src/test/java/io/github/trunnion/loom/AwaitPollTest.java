package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class AwaitPollTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final BridgeExecutor bridge = BridgeExecutor.builder().name("given").build();

    @AfterEach
    void close() {
        bridge.close();
    }

    /** Never done; counts. */
    static final class CountingFuture implements PollFuture<String> {
        final AtomicInteger polls = new AtomicInteger();
        final AtomicInteger cancels = new AtomicInteger();

        @Override
        public Poll<String> poll(Context cx) {
            polls.incrementAndGet();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            cancels.incrementAndGet();
        }
    }

    /** Pending once, then the name of the thread that polls. */
    private static PollFuture<String> where() {
        return PollFutures.map(PollFutures.yieldNow(), x -> Thread.currentThread().getName());
    }

    @Test
    void aw15_platformThread_pollsByItself() throws Exception {
        Running<String> plain = ThreadKind.PLATFORM.start(() -> Await.await(where()));
        assertEquals("test-PLATFORM", plain.value());
        Running<String> timed = ThreadKind.PLATFORM.start(() -> Await.await(where(), LONG));
        assertEquals("test-PLATFORM", timed.value());
    }

    @Test
    void aw15_virtualThread_spawnsOnTheSharedBridge() throws Exception {
        Running<String> plain = ThreadKind.VIRTUAL.start(() -> Await.await(where()));
        assertThat(plain.value()).startsWith("trunnion-shared");
        Running<String> timed = ThreadKind.VIRTUAL.start(() -> Await.await(where(), LONG));
        assertThat(timed.value()).startsWith("trunnion-shared");
    }

    @ParameterizedTest
    @EnumSource
    void aw15_givenBridge_isUsed(ThreadKind kind) throws Exception {
        AwaitOptions<RuntimeException> given = Await.on(bridge);
        assertEquals("given-0", kind.start(() -> given.await(where())).value());
        assertEquals("given-0", kind.start(() -> given.await(where(), LONG)).value());
    }

    @ParameterizedTest
    @EnumSource
    void aw15_sleepingFuture_parksTheThread(ThreadKind kind) throws Exception {
        Running<String> waiter =
                kind.start(() -> Await.await(PollFutures.map(PollFutures.sleep(SHORT), x -> "up")));
        assertEquals("up", waiter.value());
        assertFalse(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw15_interrupt_cancelsTheFuture(ThreadKind kind) throws Exception {
        for (BridgeExecutor given : new BridgeExecutor[] {null, bridge}) {
            CountingFuture future = new CountingFuture();
            Running<String> waiter =
                    kind.start(
                            () ->
                                    given == null
                                            ? Await.await(future)
                                            : Await.on(given).await(future));
            await().until(() -> future.polls.get() > 0);
            waiter.parked();
            waiter.thread.interrupt();
            waiter.failure(InterruptedException.class);
            assertFalse(waiter.flag());
            await().until(() -> future.cancels.get() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw15_timeout_cancelsTheFuture_andNamesIt(ThreadKind kind) throws Exception {
        for (BridgeExecutor given : new BridgeExecutor[] {null, bridge}) {
            CountingFuture future = new CountingFuture();
            Running<String> waiter =
                    kind.start(
                            () ->
                                    given == null
                                            ? Await.await(future, SHORT)
                                            : Await.on(given).await(future, SHORT));
            assertThat(waiter.failure(TimeoutException.class))
                    .hasMessageContaining("CountingFuture")
                    .hasMessageContaining("PT0.02S");
            await().until(() -> future.cancels.get() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw15_zeroTimeout_pollsOnce(ThreadKind kind) throws Exception {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            CountingFuture pending = new CountingFuture();
            kind.start(() -> Await.await(pending, none)).failure(TimeoutException.class);
            assertEquals(1, pending.polls.get());
            assertEquals(1, pending.cancels.get());
            PollFuture<String> ready = PollFutures.ready("value");
            assertEquals("value", kind.start(() -> Await.await(ready, none)).value());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw06_throwingCancelOfAPollFuture_isSuppressed(ThreadKind kind) throws Exception {
        IllegalStateException refusal = new IllegalStateException("breaks F7");
        PollFuture<String> broken =
                new PollFuture<>() {
                    @Override
                    public Poll<String> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        throw refusal;
                    }
                };
        Running<String> waiter = kind.start(() -> Await.await(broken, Duration.ZERO));
        assertThat(waiter.failure(TimeoutException.class).getSuppressed()).containsExactly(refusal);
    }

    @ParameterizedTest
    @EnumSource
    void aw15_failure_followsTheRulesOfAwait(ThreadKind kind) throws Exception {
        IllegalStateException unchecked = new IllegalStateException();
        IOException checked = new IOException();
        InterruptedException own = new InterruptedException("the future's own");
        TimeoutException late = new TimeoutException("the future's own");
        CancellationException cancelled = new CancellationException();
        assertSame(unchecked, failureOf(kind, unchecked).getCause());
        for (Exception failure : new Exception[] {checked, own, late}) {
            AwaitException thrown =
                    assertInstanceOf(AwaitException.class, failureOf(kind, failure));
            assertSame(failure, thrown.getCause());
        }
        Throwable thrown = failureOf(kind, cancelled);
        assertInstanceOf(CancellationException.class, thrown);
        assertSame(cancelled, thrown.getCause());
    }

    private static Throwable failureOf(ThreadKind kind, Exception failure) throws Exception {
        Running<String> plain = kind.start(() -> Await.await(PollFutures.failed(failure)));
        Running<String> timed = kind.start(() -> Await.await(PollFutures.failed(failure), LONG));
        assertEquals(plain.failure().getClass(), timed.failure().getClass());
        return plain.failure();
    }

    @ParameterizedTest
    @EnumSource
    void aw15_closedBridge_endsWithBridgeClosed_andCancels(ThreadKind kind) throws Exception {
        bridge.close();
        CountingFuture future = new CountingFuture();
        assertThat(kind.start(() -> Await.on(bridge).await(future)).failure())
                .isInstanceOf(BridgeClosedException.class)
                .hasMessageContaining("CountingFuture");
        assertEquals(0, future.polls.get());
        assertEquals(1, future.cancels.get());
    }

    @ParameterizedTest
    @EnumSource
    void aw15_bridgeClosedMeanwhile_endsWithBridgeClosed_inTheCallersFrames(ThreadKind kind)
            throws Exception {
        CountingFuture future = new CountingFuture();
        Running<String> waiter = kind.start(() -> Await.on(bridge).await(future));
        await().until(() -> future.polls.get() > 0);
        bridge.close(Duration.ZERO);
        Throwable thrown = waiter.failure(BridgeClosedException.class);
        assertThat(thrown.getStackTrace())
                .anyMatch(f -> f.getClassName().equals(AwaitPollTest.class.getName()));
        assertEquals(1, future.cancels.get());
    }

    @Test
    void aw15_interruptBesideReady_valueWins_flagStays() throws Exception {
        Running<String> waiter =
                ThreadKind.PLATFORM.start(
                        () ->
                                Await.await(
                                        cx -> {
                                            Thread.currentThread().interrupt();
                                            return Poll.ready("value");
                                        }));
        assertEquals("value", waiter.value());
    }

    @Test
    void aw15_discardedValue_reachesTheFuture() {
        AtomicInteger discarded = new AtomicInteger();
        PollFuture<Integer> holding =
                PollFutures.onDiscard(PollFutures.ready(7), discarded::addAndGet);
        TimedPoll<Integer> timed = new TimedPoll<>(holding, Limit.NONE);
        timed.onDiscard(Settled.of(7, null));
        timed.onDiscard(Settled.of(null, new IOException()));
        timed.onDiscard(null);
        assertEquals(7, discarded.get());
        assertThrows(
                NullPointerException.class,
                () -> Await.on(bridge).await((PollFuture<Integer>) null));
        assertTrue(timed.toString().equals(holding.toString()));
    }
}
