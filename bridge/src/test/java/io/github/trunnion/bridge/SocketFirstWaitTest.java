package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.WrongContextException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two contexts wait on one channel for the first time at the same time. */
@Timeout(60)
class SocketFirstWaitTest {
    /** The thread of the context that is faster. */
    private final ExecutorService winner = Executors.newSingleThreadExecutor();

    private final HandContext cx = new HandContext();
    private HandContext winners;
    private PollFuture<Integer> read;
    private SocketPair pair;
    private PollSocket socket;

    @BeforeEach
    void open() throws Exception {
        pair = SocketPair.open();
        socket = pair.socket();
        read = socket.read(ByteBuffer.allocate(8));
        winners = onWinner(HandContext::new);
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        cx.close();
        onWinner(
                () -> {
                    winners.close();
                    return null;
                });
        winner.close();
    }

    private <T> T onWinner(Callable<T> action) throws Exception {
        return winner.submit(action).get(10, TimeUnit.SECONDS);
    }

    /** The other context binds the channel, with its read. */
    private void winnerWaits() {
        try {
            assertThat(onWinner(() -> winners.poll(read)).isReady()).isFalse();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The same, and its write has waited: the channel is registered for both. */
    private void winnerWaitsInBothDirections() {
        winnerWaits();
        PollFuture<Integer> write = fullAfter(() -> {});
        try {
            onWinner(
                    () -> {
                        assertThat(winners.poll(write).isReady()).isFalse();
                        write.cancel();
                        return null;
                    });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void assertThatTheWinnersReadEndsByItsEvent() throws Exception {
        assertThat(winners.wakes).isZero();
        pair.send("x");
        onWinner(
                () -> {
                    winners.parkUntil(() -> winners.wakes == 1);
                    assertThat(winners.poll(read)).isEqualTo(Poll.ready(1));
                    return null;
                });
        assertThat(winners.leases.get()).isEqualTo(1);
    }

    /** A write that finds the socket full, and before that runs the action. */
    private PollFuture<Integer> fullAfter(Runnable action) {
        return new IoFuture<>(socket.binding, socket.binding.out, SelectionKey.OP_WRITE) {
            @Override
            Poll<Integer> attempt() {
                action.run();
                return Poll.pending();
            }
        };
    }

    /** A context whose user is interrupted by the action when it asks for the slot or acquires. */
    private static final class Interrupted implements ReactorSlot {
        private final HandContext context;
        private Runnable onReactor = () -> {};
        private Runnable onAcquire = () -> {};

        Interrupted(HandContext context) {
            this.context = context;
        }

        Context context() {
            Context derived = Context.of(context.waker(), this, context.timers());
            return new Context() {
                @Override
                public Waker waker() {
                    return derived.waker();
                }

                @Override
                public ReactorSlot reactor() {
                    onReactor.run();
                    return Interrupted.this;
                }

                @Override
                public Timers timers() {
                    return derived.timers();
                }

                @Override
                public Context withWaker(Waker waker) {
                    return derived.withWaker(waker);
                }
            };
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            ReactorLease<R> lease = context.acquire(kind, create);
            onAcquire.run();
            return lease;
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
            return context.acquire(hook);
        }

        @Override
        public ReactorHook held() {
            return context.held();
        }
    }

    @Test
    @Timeout(20)
    void e12_anotherContextBindsBetweenTheChecksAndTheWait_refusedAndTheOtherWaits()
            throws Exception {
        PollFuture<Integer> write = fullAfter(this::winnerWaits);
        assertThatThrownBy(() -> cx.poll(write)).isInstanceOf(WrongContextException.class);
        assertThat(socket.binding.out.isHeld()).isFalse();
        assertThatTheWinnersReadEndsByItsEvent();
    }

    @Test
    @Timeout(20)
    void e12_anotherContextBindsWhileThisOneRegisters_refusedAndTheOtherWaits() throws Exception {
        Interrupted slower = new Interrupted(cx);
        slower.onAcquire = this::winnerWaits;
        PollFuture<Integer> write = fullAfter(() -> {});
        assertThatThrownBy(() -> write.poll(slower.context()))
                .isInstanceOf(WrongContextException.class);
        assertThat(cx.leases.get()).isZero();
        assertThat(cx.hook.hasInterest()).isFalse();
        assertThat(cx.wakes).isZero();
        assertThat(socket.binding.out.isHeld()).isFalse();
        assertThatTheWinnersReadEndsByItsEvent();
    }

    @Test
    @Timeout(20)
    void c05_aDetachedReactorBindsWhileThisContextRegisters_bothWaitThere() throws Exception {
        Signal readable = new Signal();
        Interrupted slower = new Interrupted(cx);
        slower.onAcquire =
                () -> {
                    try {
                        assertThat(read.poll(Context.of(readable)).isReady()).isFalse();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
        Signal writable = new Signal();
        PollFuture<Integer> write = fullAfter(() -> {});
        assertThat(write.poll(slower.context().withWaker(writable)).isReady()).isFalse();
        assertThat(cx.leases.get()).isZero();
        writable.await();
        pair.send("x");
        readable.await();
        assertThat(read.poll(Context.of(readable))).isEqualTo(Poll.ready(1));
        write.cancel();
    }

    @Test
    @Timeout(20)
    void e02_theOtherContextReleasesTheClosedChannelBeforeTheCheck_pollInTheWrongContextEnds()
            throws Exception {
        Interrupted slower = new Interrupted(cx);
        slower.onReactor =
                () -> {
                    socket.closeQuietly();
                    try {
                        onWinner(() -> winners.hook.park(0));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
        PollFuture<Integer> write = fullAfter(this::winnerWaitsInBothDirections);
        assertThatThrownBy(() -> write.poll(slower.context()))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(winners.wakes).isEqualTo(1);
        assertThat(socket.binding.out.isHeld()).isFalse();
    }

    @Test
    @Timeout(20)
    void e12_pendingReadIsPolledInAnotherContext_refusedAndTheDirectionIsFree() throws Exception {
        winnerWaits();
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(WrongContextException.class);
        read = socket.read(ByteBuffer.allocate(8));
        winnerWaits();
        assertThatTheWinnersReadEndsByItsEvent();
    }

    /** Polls for the first time when both are there. */
    private static PollFuture<Integer> meeting(AtomicInteger there, PollFuture<Integer> future) {
        return new PollFuture<>() {
            private boolean met;

            @Override
            public Poll<Integer> poll(Context context) throws Exception {
                if (!met) {
                    met = true;
                    there.incrementAndGet();
                    while (there.get() < 2) {
                        Thread.onSpinWait();
                    }
                }
                return future.poll(context);
            }

            @Override
            public void cancel() {
                future.cancel();
            }
        };
    }

    /** The result, or null if the context was refused. */
    private static Integer unlessRefused(TaskFuture<Integer> task) throws Exception {
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(WrongContextException.class);
            return null;
        }
    }

    /** Where the first wait of a read and of a write are tasks; how many of the two succeed. */
    private static int succeedOf(SocketPair each, BridgeExecutor bridge, PollFuture<Integer> first)
            throws Exception {
        each.socket().binding.in.ready = false; // both wait, whatever the system has
        each.socket().binding.out.ready = false;
        AtomicInteger there = new AtomicInteger();
        PollFuture<Integer> write = each.socket().write(SocketPair.bytes("y"));
        TaskFuture<Integer> reading = bridge.spawn(meeting(there, first));
        TaskFuture<Integer> writing = bridge.spawn(meeting(there, write));
        Integer written = unlessRefused(writing);
        each.send("x");
        Integer count = unlessRefused(reading);
        assertThat(written).isIn(1, null);
        assertThat(count).isIn(1, null);
        return (written == null ? 0 : 1) + (count == null ? 0 : 1);
    }

    @Test
    void e12_firstWaitsOfReadAndWriteMeetOnTwoCarriers_oneIsRefusedAndTheOtherEndsByItsEvent()
            throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("two").carriers(2).build()) {
            for (int round = 0; round < 400; round++) {
                try (SocketPair each = SocketPair.open()) {
                    PollFuture<Integer> reading = each.socket().read(ByteBuffer.allocate(8));
                    assertThat(succeedOf(each, bridge, reading)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void e12_firstWaitMeetsOneInAContextWithoutASlot_atMostOneIsRefused() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("slot").carriers(2).build()) {
            for (int round = 0; round < 400; round++) {
                try (SocketPair each = SocketPair.open()) {
                    PollFuture<Integer> reading = each.socket().read(ByteBuffer.allocate(8));
                    PollFuture<Integer> withoutASlot =
                            new PollFuture<>() {
                                @Override
                                public Poll<Integer> poll(Context context) throws Exception {
                                    return reading.poll(Context.of(context.waker()));
                                }

                                @Override
                                public void cancel() {
                                    reading.cancel();
                                }
                            };
                    assertThat(succeedOf(each, bridge, withoutASlot)).isPositive();
                }
            }
        }
    }
}
