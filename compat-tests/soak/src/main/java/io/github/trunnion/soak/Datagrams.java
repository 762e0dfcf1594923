package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollDatagram;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Datagrams to an echo and back, one at a time, so that the system has no reason to drop any. */
final class Datagrams extends Load {
    private static final double EXCHANGES = 300; // a second
    private static final int MOST_BYTES = 1_400;
    private static final int PER_SOCKET = 200;

    private @Nullable PollDatagram echo;
    private @Nullable TaskFuture<Object> echoing;
    private @Nullable PollDatagram socket;
    private int exchanges;

    Datagrams() {
        super("datagrams");
    }

    private static PollDatagram bind() throws IOException {
        return PollDatagram.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    void open() throws Exception {
        BridgeExecutor server = executor("-s", 1);
        BridgeExecutor client = executor("-c", 1);
        PollDatagram bound = bind();
        SocketAddress address = bound.localAddress();
        if (address == null) {
            throw new IOException("not bound");
        }
        echo = bound;
        echoing = server.spawn(echo(bound));
        drive(EXCHANGES, driver -> exchange(driver, client, address));
    }

    private static PollFuture<Object> echo(PollDatagram bound) {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
        return PollFutures.loop(
                () ->
                        PollFutures.then(
                                bound.receive(buffer.clear()),
                                sender ->
                                        PollFutures.map(
                                                bound.send(buffer.flip(), sender),
                                                count -> Poll.pending())));
    }

    private void exchange(Driver driver, BridgeExecutor client, SocketAddress address)
            throws Exception {
        PollDatagram own = socket;
        if (own == null || ++exchanges % PER_SOCKET == 0) {
            if (own != null) {
                own.close();
            }
            own = bind();
            socket = own;
        }
        in.increment();
        if (driver.random.nextInt(16) == 0) {
            receiveNothing(client, own);
            return;
        }
        byte[] content = new byte[1 + driver.random.nextInt(MOST_BYTES - 1)];
        driver.random.nextBytes(content);
        ByteBuffer back = ByteBuffer.allocate(MOST_BYTES);
        PollDatagram used = own;
        SocketAddress from =
                client.spawn(
                                PollFutures.then(
                                        used.send(ByteBuffer.wrap(content), address),
                                        count -> used.receive(back)))
                        .get();
        expect(
                from.equals(address) && back.flip().equals(ByteBuffer.wrap(content)),
                "another datagram came back");
    }

    private void receiveNothing(BridgeExecutor client, PollDatagram own)
            throws InterruptedException {
        try {
            SocketAddress from =
                    client.spawn(
                                    PollFutures.<SocketAddress>withTimeout(
                                            own.receive(ByteBuffer.allocate(1)),
                                            Duration.ofMillis(1)))
                            .get();
            complain("a datagram that nobody sent from " + from);
        } catch (ExecutionException failed) {
            expect(failed.getCause() instanceof TimeoutException, "receive ended: " + failed);
        }
    }

    @Override
    void close() throws Exception {
        if (socket != null) {
            socket.close();
        }
        if (echo != null && echoing != null) {
            echo.close(); // while it receives
            try {
                Object unused = echoing.get(10, TimeUnit.SECONDS);
                complain("the echo has ended by itself");
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof ClosedChannelException)) {
                    complain("echo", failed);
                }
            }
        }
    }
}
