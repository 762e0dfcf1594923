package io.github.trunnion.conformance;

import io.github.trunnion.bridge.PollDatagram;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.Subject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Every future of a channel keeps the rules of futures, in a carrier's reactor and detached. */
@ParameterizedClass(name = "{0}")
@EnumSource
class ChannelsConformanceTest extends PollFutureVerification<Object> {
    private static final int MUCH = 1 << 20;

    /** What is waited for, and where. */
    enum Kind {
        CONNECT,
        ACCEPT,
        READ,
        READ_END,
        WRITE,
        WRITE_FULLY,
        GATHER,
        RECEIVE,
        DATAGRAM_READ,
        SEND,
        PIPE_READ,
        PIPE_WRITE,
        CONNECT_DETACHED,
        ACCEPT_DETACHED,
        READ_DETACHED,
        WRITE_DETACHED,
        RECEIVE_DETACHED,
        PIPE_READ_DETACHED,
        PIPE_WRITE_DETACHED;

        boolean isDetached() {
            return name().endsWith("_DETACHED");
        }

        Kind attached() {
            return isDetached() ? valueOf(name().replace("_DETACHED", "")) : this;
        }
    }

    @Parameter Kind kind;

    private final ConcurrentLinkedDeque<AutoCloseable> toClose = new ConcurrentLinkedDeque<>();
    private SelectorReactor.Detached reactor;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        if (reactor != null) {
            reactor.close();
        }
    }

    @Override
    protected boolean refusesPollsWhenDone() {
        return true;
    }

    @Override
    protected boolean worksOnAnyThread() {
        return kind.isDetached(); // else a channel belongs to the carrier (E12)
    }

    @Override
    protected void verifyValue(Object value) {
        if (value instanceof Closeable accepted) {
            toClose.add(accepted);
        }
    }

    @Override
    protected Subject<Object> create() throws IOException {
        if (kind.isDetached() && reactor == null) {
            reactor = SelectorReactor.detached();
        }
        return switch (kind.attached()) {
            case CONNECT -> connect();
            case ACCEPT -> accept();
            case READ -> read(false);
            case READ_END -> read(true);
            case WRITE, WRITE_FULLY, GATHER -> write();
            case RECEIVE, DATAGRAM_READ -> receive();
            case SEND -> send();
            case PIPE_READ -> pipeRead();
            case PIPE_WRITE -> pipeWrite();
            default -> throw new AssertionError(kind);
        };
    }

    private Subject<Object> connect() throws IOException {
        ServerSocketChannel server = keep(ServerSocketChannel.open()).bind(loopback());
        SocketAddress to = server.getLocalAddress();
        return subject(reactor == null ? PollSocket.connect(to) : PollSocket.connect(to, reactor));
    }

    private Subject<Object> accept() throws IOException {
        PollServerSocket server =
                keep(
                        reactor == null
                                ? PollServerSocket.bind(loopback())
                                : PollServerSocket.bind(loopback(), reactor));
        return subject(server.accept())
                .releasedBy(io(() -> keep(SocketChannel.open(server.localAddress()))));
    }

    private Subject<Object> read(boolean end) throws IOException {
        SocketChannel[] ends = pair();
        PollSocket socket = wrap(ends[0]);
        return subject(socket.read(ByteBuffer.allocate(8)))
                .releasedBy(
                        io(
                                () -> {
                                    if (end) {
                                        ends[1].close();
                                    } else {
                                        ends[1].write(ByteBuffer.wrap(new byte[1]));
                                    }
                                }));
    }

    private Subject<Object> write() throws IOException {
        SocketChannel[] ends = pair();
        PollSocket socket = wrap(ends[0]);
        fill(ends[0]);
        ByteBuffer data = ByteBuffer.allocate(8);
        PollFuture<?> future =
                switch (kind.attached()) {
                    case WRITE_FULLY -> socket.writeFully(data);
                    case GATHER -> socket.write(data, ByteBuffer.allocate(8));
                    default -> socket.write(data);
                };
        return subject(future).releasedBy(() -> drain(ends[1]));
    }

    private Subject<Object> receive() throws IOException {
        PollDatagram datagram =
                keep(
                        reactor == null
                                ? PollDatagram.bind(loopback())
                                : PollDatagram.bind(loopback(), reactor));
        DatagramChannel sender = keep(DatagramChannel.open()).bind(loopback());
        SocketAddress to = datagram.localAddress();
        PollFuture<?> future;
        if (kind == Kind.DATAGRAM_READ) {
            datagram.channel().connect(sender.getLocalAddress());
            future = datagram.read(ByteBuffer.allocate(8));
        } else {
            future = datagram.receive(ByteBuffer.allocate(8));
        }
        return subject(future)
                .releasedBy(
                        io(
                                () -> {
                                    try {
                                        sender.send(ByteBuffer.allocate(1), to);
                                    } catch (PortUnreachableException gone) {
                                        // nobody receives any more
                                    }
                                }));
    }

    private Subject<Object> send() throws IOException {
        PollDatagram datagram = keep(PollDatagram.bind(loopback()));
        DatagramChannel target = keep(DatagramChannel.open()).bind(loopback());
        return subject(datagram.send(ByteBuffer.allocate(8), target.getLocalAddress()));
    }

    private Subject<Object> pipeRead() throws IOException {
        PollPipe pipe = pipe();
        return subject(pipe.read(ByteBuffer.allocate(8)))
                .releasedBy(io(() -> now(pipe.write(ByteBuffer.allocate(1)))));
    }

    private Subject<Object> pipeWrite() throws IOException {
        PollPipe pipe = pipe();
        now(pipe.write(ByteBuffer.allocate(MUCH))); // more than it takes
        return subject(pipe.write(ByteBuffer.allocate(8)))
                .releasedBy(io(() -> now(pipe.read(ByteBuffer.allocate(MUCH)))));
    }

    // Parts

    /** What happens to a channel that a test has closed already is of no matter. */
    private static Runnable io(IoAction action) {
        return () -> {
            try {
                action.run();
            } catch (ClosedChannelException closed) {
                // by the cancel of a connect, or by the end of the test
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** Something that does I/O. */
    @FunctionalInterface
    private interface IoAction {
        void run() throws IOException;
    }

    private static Subject<Object> subject(PollFuture<?> future) {
        return Subject.of(CoreFuturesConformanceTest.widen(future));
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private <C extends AutoCloseable> C keep(C opened) {
        toClose.add(opened);
        return opened;
    }

    private PollPipe pipe() throws IOException {
        return keep(reactor == null ? PollPipe.open() : PollPipe.open(reactor));
    }

    private PollSocket wrap(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        return keep(reactor == null ? PollSocket.of(channel) : PollSocket.of(channel, reactor));
    }

    private SocketChannel[] pair() throws IOException {
        try (ServerSocketChannel server = small(ServerSocketChannel.open())) {
            SocketChannel a = keep(SocketChannel.open());
            a.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            a.connect(server.getLocalAddress());
            return new SocketChannel[] {a, keep(server.accept())};
        }
    }

    private static ServerSocketChannel small(ServerSocketChannel server) throws IOException {
        return server.setOption(StandardSocketOptions.SO_RCVBUF, 4096).bind(loopback());
    }

    private static void fill(SocketChannel channel) throws IOException {
        int vain = 0;
        while (vain < 20) {
            vain = channel.write(ByteBuffer.allocate(MUCH)) == 0 ? vain + 1 : 0;
            Thread.yield();
        }
    }

    /**
     * Reads what the other side has filled in, on a thread of its own: more comes while it does.
     */
    private static void drain(SocketChannel channel) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            ByteBuffer data = ByteBuffer.allocate(MUCH);
                            try {
                                while (channel.read(data.clear()) > 0) {
                                    // until it is closed
                                }
                            } catch (IOException closed) {
                                // by the end of the test
                            }
                        });
    }

    /** What an operation does at once; it waits nowhere, if the system is ready for it. */
    private static void now(PollFuture<Integer> operation) throws IOException {
        try {
            if (!operation.poll(Context.of(Wakers.noop())).isReady()) {
                operation.cancel();
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
