package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;

/** Datagrams on the loop. */
@Timeout(30)
class PollDatagramTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
    private PollDatagram one;
    private PollDatagram two;

    @BeforeEach
    void open() throws Exception {
        one = PollDatagram.bind(SocketPair.ANY);
        two = PollDatagram.of(DatagramChannel.open().bind(SocketPair.ANY));
    }

    @AfterEach
    void close() throws Exception {
        one.close();
        two.close();
    }

    @Test
    void sendAndReceive() throws Exception {
        SocketAddress sender =
                BlockOn.run(
                        PollFutures.join(
                                two.receive(buffer),
                                one.send(SocketPair.bytes("hello"), two.localAddress()),
                                (from, n) -> from));
        assertThat(sender).isEqualTo(one.localAddress());
        assertThat(SocketPair.text(buffer)).isEqualTo("hello");
    }

    @Test
    void receiveWaitsAndKeepsBoundaries() throws Exception {
        try (HandContext cx = new HandContext()) {
            PollFuture<SocketAddress> receive = two.receive(buffer);
            assertThat(cx.poll(receive).isReady()).isFalse();
            assertThat(cx.poll(one.send(SocketPair.bytes("first"), two.localAddress())))
                    .isEqualTo(Poll.ready(5));
            assertThat(cx.poll(one.send(SocketPair.bytes("second"), two.localAddress())))
                    .isEqualTo(Poll.ready(6));
            assertThat(cx.finish(receive)).isEqualTo(one.localAddress());
            assertThat(SocketPair.text(buffer)).isEqualTo("first");
            cx.finish(two.receive(buffer));
            assertThat(SocketPair.text(buffer)).isEqualTo("second");
        }
    }

    @Test
    void connectedPeersReadAndWrite() throws Exception {
        one.channel().connect(two.localAddress());
        two.channel().connect(one.localAddress());
        assertThat(BlockOn.<Integer>run(one.write(SocketPair.bytes("ab")))).isEqualTo(2);
        assertThat(BlockOn.<Integer>run(two.read(buffer))).isEqualTo(2);
        assertThat(BlockOn.<Long>run(one.write(SocketPair.bytes("cd"), SocketPair.bytes("e"))))
                .isEqualTo(3L);
        assertThat(BlockOn.<Integer>run(two.read(buffer))).isEqualTo(3);
        assertThat(SocketPair.text(buffer)).isEqualTo("abcde");
    }

    @Test
    void anEmptyDatagramIsSomethingAndNothingIsNot() throws Exception {
        two.channel().connect(one.localAddress());
        ByteBuffer empty = ByteBuffer.allocate(0);
        try (HandContext cx = new HandContext()) {
            PollFuture<Integer> read = two.read(buffer);
            assertThat(cx.poll(read).isReady()).isFalse();
            assertThat(cx.poll(one.send(empty, two.localAddress()))).isEqualTo(Poll.ready(0));
            assertThat(cx.finish(read)).isZero();
            PollFuture<Integer> none = two.read(buffer);
            assertThat(cx.poll(none).isReady()).isFalse();
            none.cancel();
            cx.poll(one.send(SocketPair.bytes("lost"), two.localAddress()));
            assertThat(cx.finish(two.read(empty))).as("full buffer").isZero();
            assertThat(cx.poll(two.write(empty))).as("the JDK").isEqualTo(Poll.ready(0));
            assertThat(cx.poll(two.write(empty, empty))).isEqualTo(Poll.ready(0L));
        }
    }

    @Test
    void itsNameTellsItsAddresses() throws Exception {
        one.channel().connect(two.localAddress());
        assertThat(one.toString())
                .isEqualTo("PollDatagram[" + one.localAddress() + ", " + two.localAddress() + "]");
        assertThat(two.toString()).isEqualTo("PollDatagram[" + two.localAddress() + "]");
        one.close();
        assertThat(one.toString()).isEqualTo("PollDatagram[closed]");
    }

    @Test
    void withoutAPeerReadAndWriteFail() {
        assertThatThrownBy(() -> BlockOn.run(one.read(buffer)))
                .isInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(() -> BlockOn.run(one.write(buffer)))
                .isInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(() -> BlockOn.run(one.write(buffer, buffer)))
                .isInstanceOf(NotYetConnectedException.class);
    }

    @Test
    void badArguments() throws Exception {
        assertThatThrownBy(() -> one.receive(buffer.asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.read(buffer.asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.receive(null)).hasMessage("buffer");
        assertThatThrownBy(() -> one.send(buffer, null)).hasMessage("target");
        assertThatThrownBy(() -> PollDatagram.bind(null)).hasMessage("local");
        assertThatThrownBy(() -> PollDatagram.of(null)).hasMessage("channel");
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThatThrownBy(() -> BlockOn.run(one.send(buffer, unresolved)))
                .isInstanceOf(UnresolvedAddressException.class);
    }

    @Test
    void closeFailsAPendingReceive() throws Exception {
        try (HandContext cx = new HandContext()) {
            PollFuture<SocketAddress> receive = two.receive(buffer);
            cx.poll(receive);
            SocketPair.elsewhere(two::close);
            cx.parkUntil(() -> cx.wakes == 1);
            assertThatThrownBy(() -> cx.poll(receive)).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void f07_aCancelledReceiveLosesNothing() throws Exception {
        try (HandContext cx = new HandContext()) {
            PollFuture<SocketAddress> receive = two.receive(buffer);
            cx.poll(receive);
            receive.cancel();
            cx.poll(one.send(SocketPair.bytes("x"), two.localAddress()));
            cx.finish(two.receive(buffer));
            assertThat(SocketPair.text(buffer)).isEqualTo("x");
        }
    }

    @Test
    void aDetachedReactorServesThem() throws Exception {
        try (SelectorReactor.Detached reactor = SelectorReactor.detached();
                PollDatagram three = PollDatagram.bind(SocketPair.ANY, reactor);
                BridgeExecutor bridge = BridgeExecutor.builder().name("datagrams").build()) {
            TaskFuture<SocketAddress> receive = bridge.spawn(three.receive(buffer));
            BlockOn.run(one.send(SocketPair.bytes("x"), three.localAddress()));
            assertThat(receive.get()).isEqualTo(one.localAddress());
        }
    }
}
