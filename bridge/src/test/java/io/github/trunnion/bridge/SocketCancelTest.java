package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Laziness, one shot and cancelling of the operations. */
@Timeout(30)
class SocketCancelTest {
    private final HandContext cx = new HandContext();
    private final ByteBuffer buffer = ByteBuffer.allocate(8);
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

    @Test
    void f03_aPollAfterTheEndIsRefused() throws Exception {
        pair.send("x");
        PollFuture<Integer> read = socket.read(buffer);
        Poll<Integer> first = cx.poll(read);
        if (!first.isReady()) {
            cx.finish(read);
        }
        assertThatThrownBy(() -> cx.poll(read))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("F3");
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
            Poll<PollSocket> poll = cx.poll(connect);
            (poll instanceof Poll.Ready<PollSocket> r ? r.value() : cx.finish(connect)).close();
            assertThatThrownBy(() -> cx.poll(connect)).hasMessageContaining("F3");
        }
    }

    @Test
    void f05_spuriousPollsOfAConnectDoNoHarm() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
            Poll<PollSocket> poll = Poll.pending();
            for (int i = 0; i < 10 && !poll.isReady(); i++) {
                poll = cx.poll(connect);
            }
            (poll instanceof Poll.Ready<PollSocket> r ? r.value() : cx.finish(connect)).close();
        }
    }

    @Test
    void f06_nothingStartsBeforeTheFirstPoll() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
            PollFuture<Integer> read = socket.read(buffer);
            PollFuture<Integer> write = socket.write(SocketPair.bytes("x"));
            assertThat(server.channel().accept()).isNull();
            assertThat(socket.binding.ioCalls).isZero();
            connect.cancel();
            read.cancel();
            write.cancel();
            assertThat(socket.binding.isBound()).isFalse();
        }
    }

    @Test
    void f07_cancelledPendingReadFreesTheDirection() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        read.cancel();
        pair.send("x");
        PollFuture<Integer> next = socket.read(buffer);
        assertThat(cx.finish(next)).isEqualTo(1);
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void f07_readCancelledAfterItsWakeLosesNothing() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        pair.send("x");
        cx.parkUntil(() -> cx.wakes == 1);
        read.cancel();
        assertThat(cx.poll(socket.read(buffer))).isEqualTo(Poll.ready(1));
    }

    @Test
    void f07_theWakerOfACancelledReadIsForgotten() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        read.cancel();
        pair.send("x");
        cx.parkUntil(() -> socket.binding.in.ready);
        assertThat(cx.wakes).isZero();
    }

    @Test
    void f07_cancelledPendingWriteKeepsWhatWasWritten() throws Exception {
        ByteBuffer much = ByteBuffer.allocate(32 << 20);
        PollFuture<Integer> write = socket.writeFully(much);
        assertThat(cx.poll(write).isReady()).isFalse();
        write.cancel();
        assertThat(much.position()).isPositive();
        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        long seen = 0;
        PollFuture<Integer> last = socket.writeFully(SocketPair.bytes("!"));
        boolean done = false;
        while (seen < much.position() + 1) {
            seen += pair.peer().read(sink.clear());
            if (!done) {
                cx.hook.park(0);
                done = cx.poll(last).isReady();
            }
        }
        assertThat(seen).isEqualTo(much.position() + 1);
    }

    @Test
    void f07_cancelledAcceptLeavesTheServerListening() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> unpolled = server.accept();
            unpolled.cancel();
            PollFuture<PollSocket> accept = server.accept();
            cx.poll(accept);
            accept.cancel();
            try (SocketChannel client = SocketChannel.open(server.localAddress());
                    PollSocket accepted = cx.finish(server.accept())) {
                assertThat(client.isConnected()).isTrue();
                assertThat(accepted.channel().isConnected()).isTrue();
            }
        }
    }

    @Test
    void f07_cancelledConnectClosesTheChannel() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            int before = SocketPair.descriptors();
            for (int i = 0; i < 40; i++) {
                PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
                if (cx.poll(connect) instanceof Poll.Ready<PollSocket> ready) {
                    connect.onDiscard(ready.value());
                } else {
                    connect.cancel();
                    assertThat(cx.leases.get()).isZero();
                    assertThat(cx.hook.selector.keys()).isEmpty();
                    assertThatThrownBy(() -> cx.poll(connect)).hasMessageContaining("F3");
                }
            }
            assertThat(SocketPair.descriptors()).isLessThan(before + 20);
        }
    }

    @Test
    void f07_aConnectedSocketThatLosesAgainstACancelIsClosed() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
            Poll<PollSocket> poll = cx.poll(connect);
            PollSocket connected =
                    poll instanceof Poll.Ready<PollSocket> r ? r.value() : cx.finish(connect);
            PollFuture<PollSocket> accept = server.accept();
            PollSocket accepted = cx.finish(accept);
            connect.onDiscard(connected);
            accept.onDiscard(accepted);
            assertThat(connected.channel().isOpen()).isFalse();
            assertThat(accepted.channel().isOpen()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("try") // closed twice
    void f07_cancelledTaskOfAnExecutorClosesItsConnect() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("cancel").build()) {
            int before = SocketPair.descriptors();
            for (int i = 0; i < 50; i++) {
                TaskFuture<PollSocket> connect =
                        bridge.spawn(PollSocket.connect(server.localAddress()));
                if (!connect.cancel(true)) {
                    connect.join().close();
                }
                connect.terminated().join();
            }
            bridge.close();
            assertThat(SocketPair.descriptors()).isLessThan(before + 20);
        }
    }
}
