package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.List;

/** The reactor as a hook. */
@Timeout(30)
class SelectorReactorTest {
    private final HandContext cx = new HandContext();
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
    private SocketPair pair;
    private PollFuture<Integer> read;

    @BeforeEach
    void waitInTheReactor() throws Exception {
        pair = SocketPair.open();
        read = pair.socket().read(buffer);
        assertThat(cx.poll(read).isReady()).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        cx.close();
    }

    @Test
    void h01_negativeNanosAreRefused() {
        assertThatThrownBy(() -> cx.hook.park(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void h01_zeroIsOneTurnWithoutBlocking() throws Exception {
        assertThat(cx.hook.park(0)).isZero();
    }

    @Test
    void h01_aBoundIsRoundedUpNeverDownToASpin() throws Exception {
        assertThat(SelectorReactor.selectTimeout(1)).isEqualTo(1);
        assertThat(SelectorReactor.selectTimeout(1_000_000)).isEqualTo(1);
        assertThat(SelectorReactor.selectTimeout(1_000_001)).isEqualTo(2);
        assertThat(SelectorReactor.selectTimeout(Long.MAX_VALUE - 1)).isEqualTo(9_223_372_036_855L);
        assertThat(SelectorReactor.selectTimeout(Long.MAX_VALUE)).as("no bound").isZero();
        long start = System.nanoTime();
        assertThat(cx.hook.park(5_000_000)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThan(4_000_000);
    }

    @Test
    void h01_itReturnsHowManyChannelsWereReady() throws Exception {
        pair.send("x");
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(cx.wakes).isEqualTo(1);
    }

    @Test
    void h01_anInterruptEndsTheParkAndStays() throws Exception {
        Thread.currentThread().interrupt();
        cx.hook.park(Long.MAX_VALUE);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void h02_itDoesNotBlockOnceTheHostHasWork() throws Exception {
        cx.mayBlock = false;
        assertThat(cx.hook.park(Long.MAX_VALUE)).isZero();
    }

    @Test
    void h02_wakersFireOutsideTheSelectorAndMayReenter() throws Exception {
        try (SocketPair second = SocketPair.open();
                SocketPair third = SocketPair.open();
                SocketPair fourth = SocketPair.open()) {
            PollFuture<Integer> cancelled = second.socket().read(ByteBuffer.allocate(8));
            PollFuture<Integer> closed = third.socket().read(ByteBuffer.allocate(8));
            PollFuture<Integer> late = fourth.socket().read(ByteBuffer.allocate(8));
            List<String> events = new ArrayList<>();
            Waker reenter =
                    () -> {
                        assertThat(Thread.holdsLock(cx.hook.selector)).isFalse();
                        assertThat(Thread.holdsLock(cx.hook.selector.selectedKeys())).isFalse();
                        cancelled.cancel();
                        third.socket().closeQuietly();
                        try {
                            assertThat(cx.poll(late).isReady()).isFalse();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        events.add("reentered");
                    };
            cx.poll(cancelled);
            cx.poll(closed, () -> events.add("closed"));
            cx.poll(read, reenter);
            pair.send("x");
            cx.hook.park(Long.MAX_VALUE);
            assertThat(events).containsExactly("closed", "reentered");
            assertThat(cx.leases.get()).as("first, second and fourth").isEqualTo(3);
            assertThat(cx.wakes).isZero();
            fourth.send("y");
            cx.parkUntil(() -> cx.wakes == 1);
            assertThat(cx.poll(late)).isEqualTo(Poll.ready(1));
        }
    }

    @Test
    void h02_aThrowingWakerIsIsolated() throws Exception {
        List<Throwable> reported = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> reported.add(e));
        try (SocketPair second = SocketPair.open()) {
            cx.poll(second.socket().read(ByteBuffer.allocate(8)));
            IllegalStateException thrown = new IllegalStateException("by a waker");
            cx.poll(
                    read,
                    () -> {
                        throw thrown;
                    });
            pair.send("x");
            second.send("y");
            cx.parkUntil(() -> cx.wakes == 1 && !reported.isEmpty());
            assertThat(reported).containsExactly(thrown);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
    }

    @Test
    void h03_unparkBeforeParkEndsIt() throws Exception {
        cx.hook.unpark();
        cx.hook.unpark();
        cx.hook.park(Long.MAX_VALUE);
    }

    @Test
    void h03_unparkFromAnotherThreadEndsIt() throws Exception {
        Thread other = Thread.ofPlatform().start(cx.hook::unpark);
        cx.hook.park(Long.MAX_VALUE);
        other.join();
    }

    @Test
    void h03_closingTheLastChannelDoesNotTakeTheUnpark() throws Exception {
        cx.hook.unpark();
        pair.socket().close();
        cx.hook.park(Long.MAX_VALUE);
    }

    @Test
    void h03_unparkAfterCloseIsHarmless() {
        SelectorReactor hook = cx.hook;
        cx.close();
        hook.unpark();
    }

    @Test
    void h04_interestLastsWhileAChannelIsRegistered() throws Exception {
        assertThat(cx.hook.hasInterest()).isTrue();
        read.cancel();
        assertThat(cx.hook.hasInterest()).as("another thread may close the channel").isTrue();
        pair.socket().close();
        assertThat(cx.hook.hasInterest()).isFalse();
        assertThat(cx.leases.get()).isZero();
        assertThat(cx.hook.selector.keys()).as("the descriptor is given back").isEmpty();
    }

    @Test
    void h05_aFailureWakesWaitersAndEachLaterUseTellsTheCause() throws Exception {
        SelectorReactor hook = cx.hook;
        hook.selector.close();
        assertThatThrownBy(() -> hook.park(Long.MAX_VALUE))
                .isInstanceOf(ClosedSelectorException.class);
        Exception cause = new ClosedSelectorException();
        cx.fail(cause);
        assertThat(cx.wakes).isEqualTo(1);
        assertThatThrownBy(() -> cx.poll(read))
                .isInstanceOf(ReactorFailedException.class)
                .hasCause(cause)
                .hasMessageContaining(pair.socket().toString());
        assertThatThrownBy(() -> cx.poll(pair.socket().write(SocketPair.bytes("x"))))
                .isInstanceOf(ReactorFailedException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> hook.park(0)).isInstanceOf(ReactorFailedException.class);
        pair.socket().close();
        try (SocketPair fresh = SocketPair.open()) {
            assertThat(cx.poll(fresh.socket().read(buffer)).isReady()).isFalse();
        }
    }

    @Test
    void h09_closeEndsTheSelectorAndWakesWaiters() {
        SelectorReactor hook = cx.hook;
        cx.close();
        hook.close();
        assertThat(hook.selector.isOpen()).isFalse();
        assertThat(cx.wakes).isEqualTo(1);
        assertThat(hook.hasInterest()).isFalse();
    }

    @Test
    void twoWrappersOfOneChannelInOneContextAreRefused() throws Exception {
        PollSocket second = PollSocket.of(pair.socket().channel());
        assertThatThrownBy(() -> cx.poll(second.read(ByteBuffer.allocate(8))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Wrap a channel once");
        assertThat(cx.leases.get()).isEqualTo(1);
        pair.send("x");
        assertThat(cx.finish(read)).isEqualTo(1);
    }

    @Test
    void manyWakersInOneParkAllFire() throws Exception {
        List<SocketPair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                SocketPair each = SocketPair.open();
                pairs.add(each);
                cx.poll(each.socket().read(ByteBuffer.allocate(8)));
            }
            for (SocketPair each : pairs) {
                each.send("x");
            }
            cx.parkUntil(() -> cx.wakes == 100);
        } finally {
            for (SocketPair each : pairs) {
                each.close();
            }
        }
        assertThat(cx.leases.get()).isEqualTo(1);
    }

    @Test
    void h05_aWakerThatPollsWhileTheReactorFailsFindsTheFailure() throws Exception {
        Exception cause = new ClosedSelectorException();
        List<Throwable> seen = new ArrayList<>();
        cx.poll(read, () -> seen.add(catchThrowable(() -> cx.poll(read))));
        cx.fail(cause);
        assertThat(seen).singleElement().isInstanceOf(ReactorFailedException.class);
        assertThat(seen.getFirst()).hasCause(cause);
    }

    /** Its interest is dropped, but another thread may still close the channel. */
    @Test
    void h04_interestLastsThoughNobodyWaitsForAnEvent() throws Exception {
        read.cancel();
        pair.send("x");
        cx.parkUntil(() -> pair.socket().binding.in.ready);
        cx.hook.park(1_000_000);
        assertThat(cx.hook.hasInterest()).isTrue();
    }
}
