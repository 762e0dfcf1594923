package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Pipes on the loop. */
@Timeout(30)
class PollPipeTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(64);

    @Test
    void whatIsWrittenIsRead() throws Exception {
        try (PollPipe pipe = PollPipe.open()) {
            int read =
                    BlockOn.<Integer>run(
                            PollFutures.join(
                                    pipe.read(buffer),
                                    pipe.write(SocketPair.bytes("hello")),
                                    (r, w) -> r));
            assertThat(read).isEqualTo(5);
            assertThat(BlockOn.<Long>run(pipe.write(SocketPair.bytes("a"), SocketPair.bytes("b"))))
                    .isEqualTo(2L);
            assertThat(BlockOn.<Integer>run(pipe.read(buffer))).isEqualTo(2);
            assertThat(SocketPair.text(buffer)).isEqualTo("helloab");
        }
    }

    @Test
    void aFullPipeMakesTheWriteWait() throws Exception {
        try (PollPipe pipe = PollPipe.open();
                HandContext cx = new HandContext()) {
            ByteBuffer much = ByteBuffer.allocate(1 << 20);
            while (cx.poll(pipe.write(much)).isReady()) {
                assertThat(much.hasRemaining()).isTrue();
            }
        }
    }

    @Test
    void twoContextsShareAPipe() throws Exception {
        try (PollPipe pipe = PollPipe.open();
                BridgeExecutor reader = BridgeExecutor.builder().name("reader").build();
                BridgeExecutor writer = BridgeExecutor.builder().name("writer").build()) {
            int total = 4 << 20;
            ByteBuffer sink = ByteBuffer.allocate(64 << 10);
            long[] seen = {0};
            TaskFuture<Long> read =
                    reader.spawn(
                            PollFutures.loop(
                                    () ->
                                            PollFutures.map(
                                                    pipe.read(sink.clear()),
                                                    n -> {
                                                        seen[0] += Math.max(0, n);
                                                        return n < 0
                                                                ? Poll.ready(seen[0])
                                                                : Poll.pending();
                                                    })));
            ByteBuffer content = ByteBuffer.allocate(total);
            TaskFuture<Boolean> write =
                    writer.spawn(
                            PollFutures.loop(
                                    () ->
                                            PollFutures.map(
                                                    pipe.write(content),
                                                    n ->
                                                            content.hasRemaining()
                                                                    ? Poll.pending()
                                                                    : Poll.ready(true))));
            assertThat(write.get()).isTrue();
            pipe.closeSink();
            assertThat(read.get()).isEqualTo(total);
        }
    }

    @Test
    void closedEnds() throws Exception {
        try (PollPipe pipe = PollPipe.open();
                HandContext cx = new HandContext()) {
            PollFuture<Integer> read = pipe.read(buffer);
            cx.poll(read);
            pipe.closeSink();
            assertThat(cx.finish(read)).isEqualTo(-1);
            assertThatThrownBy(() -> cx.poll(pipe.write(SocketPair.bytes("x"))))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(pipe.toString()).isEqualTo("PollPipe[sink closed, source open]");
            pipe.closeSource();
            assertThatThrownBy(() -> cx.poll(pipe.read(buffer)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closingTheSourceEndsAPendingWrite() throws Exception {
        try (PollPipe pipe = PollPipe.open();
                HandContext cx = new HandContext()) {
            PollFuture<Integer> write = pipe.write(ByteBuffer.allocate(1 << 20));
            cx.poll(write);
            PollFuture<Integer> pending = pipe.write(ByteBuffer.allocate(1 << 20));
            assertThat(cx.poll(pending).isReady()).isFalse();
            SocketPair.elsewhere(pipe::closeSource);
            cx.parkUntil(() -> cx.wakes > 0);
            assertThatThrownBy(() -> cx.poll(pending)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void closeOnAnotherThreadFailsAPendingRead() throws Exception {
        try (PollPipe pipe = PollPipe.open();
                HandContext cx = new HandContext()) {
            PollFuture<Integer> read = pipe.read(buffer);
            cx.poll(read);
            SocketPair.elsewhere(pipe::closeSource);
            cx.parkUntil(() -> cx.wakes == 1);
            assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
            assertThat(cx.leases.get()).isZero();
        }
    }

    @Test
    void aDetachedReactorServesThem() throws Exception {
        try (SelectorReactor.Detached reactor = SelectorReactor.detached();
                PollPipe pipe = PollPipe.open(reactor)) {
            int read =
                    BlockOn.<Integer>run(
                            PollFutures.join(
                                    pipe.read(buffer),
                                    pipe.write(SocketPair.bytes("hello")),
                                    (r, w) -> r));
            assertThat(read).isEqualTo(5);
        }
    }

    @Test
    void badArguments() throws Exception {
        try (PollPipe pipe = PollPipe.open()) {
            assertThatThrownBy(() -> pipe.read(buffer.asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pipe.read(null)).hasMessage("buffer");
            assertThatThrownBy(() -> pipe.write((ByteBuffer) null)).hasMessage("buffer");
            assertThatThrownBy(() -> PollPipe.open(null)).hasMessage("reactor");
        }
    }
}
