package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What sockets do on the loop. */
@Timeout(60)
class PollSocketTest {

    /** Echoes until the end of the stream, then closes. */
    static PollFuture<?> echo(PollSocket socket) {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        PollFuture<Long> all =
                PollFutures.loop(
                        () ->
                                PollFutures.then(
                                        socket.read(buffer.clear()),
                                        n ->
                                                n < 0
                                                        ? PollFutures.ready(Poll.ready(0L))
                                                        : PollFutures.map(
                                                                socket.writeFully(buffer.flip()),
                                                                w -> Poll.<Long>pending())));
        return PollFutures.whenDone(all, (v, t) -> socket.close());
    }

    /** Accepts and echoes, as long as the server is open. */
    static PollFuture<Void> serve(PollServerSocket server) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                server.accept(),
                                socket -> {
                                    BridgeExecutor.spawnHere(echo(socket));
                                    return Poll.pending();
                                }));
    }

    static PollFuture<Integer> readFully(PollSocket socket, ByteBuffer buffer) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                socket.read(buffer),
                                n ->
                                        n < 0 || !buffer.hasRemaining()
                                                ? Poll.ready(buffer.position())
                                                : Poll.pending()));
    }

    private static PollFuture<String> ping(InetSocketAddress address, String text) {
        ByteBuffer reply = ByteBuffer.allocate(text.length());
        return PollFutures.then(
                PollSocket.connect(address),
                socket ->
                        PollFutures.whenDone(
                                PollFutures.then(
                                        socket.writeFully(SocketPair.bytes(text)),
                                        w ->
                                                PollFutures.map(
                                                        readFully(socket, reply),
                                                        n -> SocketPair.text(reply))),
                                (v, t) -> socket.close()));
    }

    @Test
    @SuppressWarnings("try") // closed twice
    void echoOfOneConnection() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build()) {
            TaskFuture<Void> serving = bridge.spawn(serve(server));
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            assertThat(BlockOn.<String>run(ping(address, "hello"))).isEqualTo("hello");
            assertThat(bridge.spawn(ping(address, "same carrier")).get()).isEqualTo("same carrier");
            server.close();
            assertThatThrownBy(serving::join).hasCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void echoOfAHundredConnections() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build();
                BridgeExecutor clients = BridgeExecutor.builder().name("clients").build()) {
            TaskFuture<Void> serving = bridge.spawn(serve(server));
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            List<TaskFuture<String>> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(clients.spawn(ping(address, "client " + i)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(replies.get(i).get()).isEqualTo("client " + i);
            }
            serving.cancel(true);
        }
    }

    @Test
    void aBurstOfConnectionsFindsRoomBeforeAnybodyAccepts() throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            for (int i = 0; i < 100; i++) {
                clients.add(SocketChannel.open(server.localAddress()));
            }
            BlockOn.run(server.accept()).close();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void megabytesPassInPartialWrites() throws Exception {
        byte[] content = new byte[8 << 20];
        new Random(1).nextBytes(content);
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build()) {
            TaskFuture<Void> serving = bridge.spawn(serve(server));
            ByteBuffer received = ByteBuffer.allocate(content.length);
            try (PollSocket socket = BlockOn.run(PollSocket.connect(server.localAddress()))) {
                int both =
                        BlockOn.<Integer>run(
                                PollFutures.join(
                                        socket.writeFully(ByteBuffer.wrap(content)),
                                        readFully(socket, received),
                                        Integer::sum));
                assertThat(both).isEqualTo(2 * content.length);
            }
            assertThat(received.array()).isEqualTo(content);
            serving.cancel(true);
        }
    }

    @Test
    void writeIsPartialAndWriteFullyIsNot() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            ByteBuffer much = ByteBuffer.allocate(32 << 20);
            Poll<Integer> some = cx.poll(pair.socket().write(much));
            assertThat(((Poll.Ready<Integer>) some).value()).isPositive().isLessThan(32 << 20);
            assertThat(much.position()).isEqualTo(((Poll.Ready<Integer>) some).value());
            assertThat(cx.poll(pair.socket().write(much)).isReady()).isFalse();
        }
    }

    @Test
    void gatheringWritesInOrder() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            ByteBuffer[] parts = {
                SocketPair.bytes("skipped"), SocketPair.bytes("ab"),
                ByteBuffer.allocate(0), SocketPair.bytes("cde")
            };
            assertThat(BlockOn.<Long>run(pair.socket().write(parts, 1, 3))).isEqualTo(5L);
            assertThat(
                            BlockOn.<Long>run(
                                    pair.socket()
                                            .write(SocketPair.bytes("f"), SocketPair.bytes("g"))))
                    .isEqualTo(2L);
            ByteBuffer received = ByteBuffer.allocate(7);
            while (received.hasRemaining()) {
                pair.peer().read(received);
            }
            assertThat(SocketPair.text(received)).isEqualTo("abcdefg");
        }
    }

    @Test
    void gatheringIsPartialWhenTheSystemIsFull() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            ByteBuffer[] much = {ByteBuffer.allocate(16 << 20), ByteBuffer.allocate(16 << 20)};
            Poll<Long> some = cx.poll(pair.socket().write(much));
            assertThat(((Poll.Ready<Long>) some).value()).isPositive().isLessThan(32 << 20);
            PollFuture<Long> rest = pair.socket().write(much);
            assertThat(cx.poll(rest).isReady()).isFalse();
            ByteBuffer sink = ByteBuffer.allocate(1 << 20);
            pair.peer().configureBlocking(false);
            Poll<Long> poll = Poll.pending();
            while (!poll.isReady()) {
                pair.peer().read(sink.clear());
                cx.hook.park(1_000_000);
                poll = cx.poll(rest);
            }
            assertThat(((Poll.Ready<Long>) poll).value()).isPositive();
        }
    }

    @Test
    void endOfStreamIsMinusOneAgainAndAgain() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            ByteBuffer buffer = ByteBuffer.allocate(8);
            pair.send("bye");
            pair.peer().shutdownOutput();
            assertThat(BlockOn.<Integer>run(readFully(pair.socket(), buffer))).isEqualTo(3);
            assertThat(BlockOn.<Integer>run(pair.socket().read(buffer))).isEqualTo(-1);
            assertThat(BlockOn.<Integer>run(pair.socket().read(buffer))).isEqualTo(-1);
        }
    }

    @Test
    void shutdownOutputIsTheEndForThePeerAndFailsLaterWrites() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            pair.socket().shutdownOutput();
            assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThatThrownBy(() -> BlockOn.run(pair.socket().write(SocketPair.bytes("x"))))
                    .isInstanceOf(ClosedChannelException.class);
            pair.send("still");
            assertThat(BlockOn.<Integer>run(pair.socket().read(ByteBuffer.allocate(8))))
                    .isEqualTo(5);
        }
    }

    @Test
    void shutdownOutputEndsAPendingWrite() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            PollFuture<Integer> write = pair.socket().writeFully(ByteBuffer.allocate(32 << 20));
            assertThat(cx.poll(write).isReady()).isFalse();
            pair.socket().shutdownOutput();
            cx.parkUntil(() -> cx.wakes > 0);
            assertThatThrownBy(() -> cx.poll(write)).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void resetFailsAPendingRead() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            PollFuture<Integer> read = pair.socket().read(ByteBuffer.allocate(8));
            assertThat(cx.poll(read).isReady()).isFalse();
            pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.peer().close();
            cx.parkUntil(() -> cx.wakes > 0);
            assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(IOException.class);
            assertThat(pair.socket().channel().isOpen()).isTrue();
        }
    }

    @Test
    void aRefusedConnectionFails() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(SocketPair.ANY)) {
            nobody = (InetSocketAddress) server.getLocalAddress();
        }
        int before = SocketPair.descriptors();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> BlockOn.run(PollSocket.connect(nobody)))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(SocketPair.descriptors()).isLessThan(before + 20);
    }

    @Test
    void anUnresolvedAddressFailsTheFuture() {
        PollFuture<PollSocket> connect =
                PollSocket.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1));
        assertThatThrownBy(() -> BlockOn.run(connect))
                .isInstanceOf(UnresolvedAddressException.class);
    }

    @Test
    void unixDomainSocketsConnectAndListen(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (PollServerSocket server = PollServerSocket.bind(address);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build()) {
            TaskFuture<Void> serving = bridge.spawn(serve(server));
            try (PollSocket socket = BlockOn.run(PollSocket.connect(address))) {
                BlockOn.run(socket.writeFully(SocketPair.bytes("unix")));
                ByteBuffer reply = ByteBuffer.allocate(4);
                assertThat(BlockOn.<Integer>run(readFully(socket, reply))).isEqualTo(4);
            }
            serving.cancel(true);
        }
    }

    @Test
    void aFullBufferReadsNothingAndAnEmptyOneWritesNothing() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            PollSocket socket = pair.socket();
            ByteBuffer none = ByteBuffer.allocate(0);
            assertThat(cx.poll(socket.read(none))).isEqualTo(Poll.ready(0));
            PollFuture<Integer> drained = socket.read(ByteBuffer.allocate(8));
            cx.poll(drained);
            drained.cancel();
            assertThat(cx.poll(socket.read(none))).as("not ready").isEqualTo(Poll.ready(0));
            assertThat(cx.poll(socket.write(none))).isEqualTo(Poll.ready(0));
            assertThat(cx.poll(socket.writeFully(none))).isEqualTo(Poll.ready(0));
            assertThat(cx.poll(socket.write(new ByteBuffer[0]))).isEqualTo(Poll.ready(0L));
            assertThat(cx.poll(socket.write(none, none))).isEqualTo(Poll.ready(0L));
            socket.close();
            assertThatThrownBy(() -> cx.poll(socket.read(none)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> cx.poll(socket.write(none)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void badArgumentsAreRefusedAtTheCall() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            PollSocket socket = pair.socket();
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThatThrownBy(() -> socket.read(one.asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.read(null)).hasMessage("buffer");
            assertThatThrownBy(() -> socket.write((ByteBuffer) null)).hasMessage("buffer");
            assertThatThrownBy(() -> socket.write((ByteBuffer[]) null)).hasMessage("buffers");
            assertThatThrownBy(() -> socket.write(one, null)).hasMessage("buffers[1]");
            assertThatThrownBy(() -> socket.write(new ByteBuffer[] {one}, 1, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> PollSocket.connect(null)).hasMessage("remote");
            assertThatThrownBy(() -> PollSocket.of(null)).hasMessage("channel");
            assertThatThrownBy(() -> PollSocket.of(socket.channel(), null)).hasMessage("reactor");
            assertThatThrownBy(() -> PollServerSocket.bind(null)).hasMessage("local");
            assertThatThrownBy(() -> socket.read(one).poll(null)).hasMessage("cx");
            assertThat(BlockOn.<Integer>run(socket.write(one.asReadOnlyBuffer()))).isEqualTo(1);
        }
    }

    @Test
    void aChannelMadeBlockingAgainIsRefused() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            pair.socket().channel().configureBlocking(true);
            assertThatThrownBy(() -> cx.poll(pair.socket().read(ByteBuffer.allocate(8))))
                    .isInstanceOf(IllegalBlockingModeException.class);
            pair.socket().channel().configureBlocking(false);
            cx.poll(pair.socket().read(ByteBuffer.allocate(8)));
            assertThatThrownBy(() -> pair.socket().channel().configureBlocking(true))
                    .isInstanceOf(IllegalBlockingModeException.class);
        }
    }

    @Test
    void anUnconnectedChannelFails() throws Exception {
        try (PollSocket socket = PollSocket.of(SocketChannel.open())) {
            assertThatThrownBy(() -> BlockOn.run(socket.read(ByteBuffer.allocate(8))))
                    .isInstanceOf(NotYetConnectedException.class);
        }
    }

    @Test
    void aSecondOperationInADirectionIsRefusedAndTheFirstOneGoesOn() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            PollSocket socket = pair.socket();
            PollFuture<Integer> first = socket.read(ByteBuffer.allocate(8));
            cx.poll(first);
            assertThatThrownBy(() -> cx.poll(socket.read(ByteBuffer.allocate(8))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another read is pending");
            pair.send("x");
            cx.parkUntil(() -> cx.wakes > 0);
            assertThatThrownBy(() -> cx.poll(socket.read(ByteBuffer.allocate(8))))
                    .as("woken, not polled yet")
                    .isInstanceOf(IllegalStateException.class);
            assertThat(cx.poll(first)).isEqualTo(Poll.ready(1));

            PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(32 << 20));
            cx.poll(write);
            assertThatThrownBy(() -> cx.poll(socket.write(ByteBuffer.allocate(8))))
                    .hasMessageContaining("another write is pending");
            write.cancel();
        }
    }
}
