package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.futures.WrongContextException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;

/** The registration of a channel: its interest, event by event, and its end. */
@Timeout(30)
class SourceTest {
    private static final int MORE_THAN_FITS = 32 << 20;
    private static final long MOMENT = 5_000_000;

    private final HandContext cx = new HandContext();
    private final CountingWaker reader = new CountingWaker();
    private final CountingWaker writer = new CountingWaker();
    private SocketPair pair;
    private PollSocket socket;

    @BeforeEach
    void open() throws Exception {
        pair = SocketPair.open();
        socket = pair.socket();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        cx.close();
    }

    private PollFuture<Integer> waitToRead() throws Exception {
        PollFuture<Integer> read = socket.read(ByteBuffer.allocate(8));
        assertThat(cx.poll(read, reader).isReady()).isFalse();
        return read;
    }

    private PollFuture<Integer> waitToWrite() throws Exception {
        PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(MORE_THAN_FITS));
        assertThat(cx.poll(write, writer).isReady()).isFalse();
        return write;
    }

    private SelectionKey key() {
        return socket.channel().keyFor(cx.hook.selector);
    }

    @Test
    void r04_eventToRead_wakesTheReaderOnly() throws Exception {
        waitToRead();
        waitToWrite();
        pair.send("x");
        cx.parkUntil(() -> reader.wakes() == 1);
        assertThat(writer.wakes()).isZero();
        assertThat(socket.binding.out.ready).isFalse();
    }

    @Test
    void r04_eventToWrite_wakesTheWriterOnly() throws Exception {
        waitToRead();
        waitToWrite();
        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        for (int i = 0; writer.wakes() == 0; i++) {
            assertThat(i).isLessThan(10_000);
            pair.peer().read(sink.clear());
            cx.hook.park(0);
        }
        assertThat(reader.wakes()).isZero();
        assertThat(socket.binding.in.ready).isFalse();
    }

    /** The task was woken and has not been polled: the interest is still wanted. */
    @Test
    void r03_parkAfterAnEventWithAWaiter_dropsNoInterest() throws Exception {
        waitToRead();
        pair.send("x");
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(reader.wakes()).isEqualTo(1);
        assertThat(cx.hook.park(MOMENT)).as("reported again").isEqualTo(1);
        assertThat(cx.hook.interestChanges).isEqualTo(1);
        assertThat(cx.hook.park(MOMENT)).as("nobody waited for the last one").isZero();
        assertThat(cx.hook.interestChanges).isEqualTo(2);
    }

    @Test
    void r03_interestDroppedAndWantedAgain_theNextParkDoesNotDropItAgain() throws Exception {
        PollFuture<Integer> first = waitToRead();
        first.cancel();
        pair.send("x");
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(cx.hook.park(MOMENT)).isZero();
        assertThat(cx.hook.interestChanges).isEqualTo(2);
        assertThat(cx.poll(socket.read(ByteBuffer.allocate(8)))).isEqualTo(Poll.ready(1));
        waitToRead();
        pair.send("y");
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(cx.hook.park(MOMENT)).as("reported again").isEqualTo(1);
        assertThat(cx.hook.interestChanges).isEqualTo(3);
    }

    @Test
    void r03_readThatWasFilled_keepsItsInterest() throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        PollFuture<Integer> read = socket.read(one);
        assertThat(cx.poll(read).isReady()).isFalse();
        pair.send("x");
        assertThat(cx.finish(read)).isEqualTo(1);
        assertThat(socket.binding.in.ready).as("there may be more").isTrue();
        assertThat(cx.hook.park(MOMENT)).isZero();
        assertThat(cx.hook.interestChanges).isEqualTo(1);
    }

    @Test
    void keyCancelledByAStranger_theReaderFailsAndTheOtherDirectionBindsAnew() throws Exception {
        PollFuture<Integer> read = waitToRead();
        key().cancel();
        assertThat(cx.hook.park(0)).isEqualTo(1);
        assertThat(reader.wakes()).isEqualTo(1);
        assertThat(cx.leases.get()).isZero();
        waitToWrite();
        assertThat(cx.leases.get()).isEqualTo(1);
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(CancelledKeyException.class);
    }

    @Test
    void keyCancelledByAStranger_theNextInterestSaysSo() throws Exception {
        waitToRead();
        key().cancel();
        PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(MORE_THAN_FITS));
        assertThatThrownBy(() -> cx.poll(write)).isInstanceOf(CancelledKeyException.class);
    }

    @Test
    void keyCancelledByAStranger_anotherObjectOfTheChannelGetsAFreshOne() throws Exception {
        try (SocketPair other = SocketPair.open()) {
            assertThat(cx.poll(other.socket().read(ByteBuffer.allocate(8))).isReady()).isFalse();
            waitToRead();
            other.send("x");
            key().cancel();
            PollSocket second = PollSocket.of(socket.channel());
            assertThat(cx.poll(second.read(ByteBuffer.allocate(8))).isReady()).isFalse();
            assertThat(cx.wakes).as("of the event that was met on the way").isEqualTo(1);
            assertThat(key().isValid()).isTrue();
        }
    }

    @Test
    void e12_contextEnded_bothDirectionsAreFreeForTheNext() throws Exception {
        waitToRead();
        waitToWrite();
        Source source = (Source) key().attachment();
        cx.close();
        assertThat(reader.wakes()).isEqualTo(1);
        assertThat(writer.wakes()).isEqualTo(1);
        assertThatCode(() -> source.check(Context.of(Wakers.noop()).reactor()))
                .doesNotThrowAnyException();
        waitToRead();
        waitToWrite();
        assertThat(cx.hook.hasInterest()).isTrue();
    }

    /** Acquires only after the channel was bound elsewhere. */
    private final class LateSlot implements ReactorSlot {
        private final HandContext other;
        private final PollFuture<?> there;

        LateSlot(HandContext other, PollFuture<?> there) {
            this.other = other;
            this.there = there;
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
            try {
                assertThat(other.poll(there).isReady()).isFalse();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return cx.acquire(kind, create);
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ReactorHook held() {
            return cx.held();
        }
    }

    @Test
    void e12_channelBoundElsewhereWhileItBinds_refusedNamingBothAndNothingIsKept()
            throws Exception {
        try (HandContext other = new HandContext()) {
            PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(MORE_THAN_FITS));
            Context late = Context.of(Wakers.noop(), new LateSlot(other, write), cx.timers());
            assertThatThrownBy(() -> socket.read(ByteBuffer.allocate(8)).poll(late))
                    .isInstanceOf(WrongContextException.class)
                    .hasMessageContaining(
                            "the context of " + Thread.currentThread() + " (" + other.hook + ")")
                    .hasMessageContaining(
                            "the context of " + Thread.currentThread() + " (SelectorReactor[");
            assertThat(cx.leases.get()).isZero();
            assertThat(cx.hook.hasInterest()).isFalse();
            assertThat(cx.hook.selector.keys()).isEmpty();
            assertThat(other.leases.get()).isEqualTo(1);
        }
    }

    @Test
    void operation_namesItsDirectionAndItsChannel() throws Exception {
        assertThat(waitToRead()).hasToString("read of " + socket);
    }
}
