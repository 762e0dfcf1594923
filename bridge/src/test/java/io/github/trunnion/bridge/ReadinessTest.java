package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What readiness costs, counted. */
@Timeout(30)
class ReadinessTest {
    private final HandContext cx = new HandContext();
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
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
    void r03_anEventWithoutAWaiterTouchesNoInterestUntilAParkBlocks() throws Exception {
        PollFuture<Integer> first = socket.read(buffer);
        assertThat(cx.poll(first).isReady()).isFalse();
        assertThat(cx.hook.interestChanges).isEqualTo(1);
        pair.send("one");
        assertThat(cx.finish(first)).isEqualTo(3);

        pair.send("two");
        cx.parkUntil(() -> socket.binding.in.ready);
        assertThat(cx.hook.park(0)).as("reported again and again").isEqualTo(1);
        assertThat(cx.hook.interestChanges).isEqualTo(1);
        long start = System.nanoTime();
        assertThat(cx.hook.park(5_000_000)).as("blocks").isZero();
        assertThat(System.nanoTime() - start).isGreaterThan(4_000_000);
        assertThat(cx.hook.interestChanges).isEqualTo(2);

        assertThat(cx.poll(socket.read(buffer))).isEqualTo(Poll.ready(3));
        PollFuture<Integer> third = socket.read(buffer);
        assertThat(cx.poll(third).isReady()).isFalse();
        assertThat(cx.hook.interestChanges).isEqualTo(3);
        pair.send("three");
        assertThat(cx.finish(third)).isEqualTo(5);
    }

    @Test
    void r03_interestInWritingIsDroppedWithoutAVainReturn() throws Exception {
        PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(4 << 20));
        assertThat(cx.poll(write).isReady()).isFalse();
        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        int seen = 0;
        boolean done = false;
        while (seen < 4 << 20) {
            seen += pair.peer().read(sink.clear());
            if (!done) {
                cx.hook.park(0);
                done = cx.poll(write).isReady();
            }
        }
        for (int i = 0; !done && i < 500; i++) {
            cx.hook.park(20_000_000);
            done = cx.poll(write).isReady();
        }
        assertThat(cx.hook.interestChanges).isEqualTo(1);
        assertThat(cx.hook.park(1_000_000)).isZero();
        assertThat(cx.hook.interestChanges).isEqualTo(2);
    }

    @Test
    void r04_aShortReadMeansDrained() throws Exception {
        PollFuture<Integer> first = socket.read(buffer);
        assertThat(cx.poll(first).isReady()).isFalse();
        assertThat(socket.binding.ioCalls).as("a fresh channel is tried").isEqualTo(1);
        pair.send("one");
        assertThat(cx.finish(first)).isEqualTo(3);
        assertThat(socket.binding.ioCalls).isEqualTo(2);
        PollFuture<Integer> second = socket.read(buffer);
        for (int i = 0; i < 10; i++) {
            assertThat(cx.poll(second).isReady()).isFalse();
        }
        assertThat(socket.binding.ioCalls).as("no vain call").isEqualTo(2);
        second.cancel();
    }

    @Test
    void r04_aFullReadMeansThatThereMayBeMore() throws Exception {
        pair.send("onetwo");
        ByteBuffer three = ByteBuffer.allocate(3);
        cx.poll(socket.write(SocketPair.bytes("x")));
        pair.peer().read(ByteBuffer.allocate(1));
        PollFuture<Integer> first = socket.read(three);
        if (!cx.poll(first).isReady()) {
            cx.finish(first);
        }
        assertThat(cx.poll(socket.read(three.clear()))).isEqualTo(Poll.ready(3));
        assertThat(SocketPair.text(three)).isEqualTo("two");
    }

    @Test
    void r04_aThousandRequestsCostOneReadEachAndOneInterestChange() throws Exception {
        PollFuture<Integer> warm = socket.read(buffer);
        cx.poll(warm);
        pair.send("x");
        cx.finish(warm);
        long calls = socket.binding.ioCalls;
        ByteBuffer reply = ByteBuffer.allocate(8);
        for (int i = 0; i < 1000; i++) {
            PollFuture<Integer> read = socket.read(buffer.clear());
            assertThat(cx.poll(read).isReady()).isFalse();
            pair.send("ping");
            assertThat(cx.finish(read)).isEqualTo(4);
            assertThat(cx.poll(socket.write(SocketPair.bytes("pong")))).isEqualTo(Poll.ready(4));
            pair.peer().read(reply.clear());
        }
        assertThat(socket.binding.ioCalls - calls).as("reads and writes").isEqualTo(2000);
        assertThat(cx.hook.interestChanges).isEqualTo(1);
    }

    @Test
    void r04_aRepollBySameOperationOnlyUpdatesTheWaker() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        int[] latest = {0};
        cx.poll(read);
        cx.poll(read, () -> latest[0]++);
        pair.send("x");
        cx.parkUntil(() -> latest[0] == 1);
        assertThat(cx.wakes).as("the earlier waker is forgotten (F2)").isZero();
        assertThat(cx.hook.interestChanges).isEqualTo(1);
    }

    @Test
    void r04_connectInterestIsGoneAfterItsEvent() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress());
            Poll<PollSocket> poll = cx.poll(connect);
            PollSocket client =
                    poll instanceof Poll.Ready<PollSocket> r ? r.value() : cx.finish(connect);
            if (!poll.isReady()) {
                assertThat(cx.hook.interestChanges).isEqualTo(2);
                assertThat(cx.hook.park(1_000_000)).as("no spin").isZero();
            }
            cx.finish(server.accept()).close();
            client.close();
        }
    }

    @Test
    void r04_acceptTriesFirstAndThenWaits() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            PollFuture<PollSocket> accept = server.accept();
            assertThat(cx.poll(accept).isReady()).isFalse();
            assertThat(server.binding.ioCalls).isEqualTo(1);
            cx.poll(accept);
            assertThat(server.binding.ioCalls).isEqualTo(1);
            try (SocketChannel client = SocketChannel.open(server.localAddress());
                    PollSocket accepted = cx.finish(accept)) {
                assertThat(client.getLocalAddress())
                        .isEqualTo(accepted.channel().getRemoteAddress());
                assertThat(server.binding.ioCalls).isEqualTo(2);
            }
        }
    }
}
