package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Served;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.loom.Await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;

/**
 * A virtual thread of ours for each connection, and poll-futures of sockets: on a carrier, hosted,
 * or hosted with a virtual loop.
 */
final class TrunnionServer {
    private final BridgeExecutor bridge;
    private final PollServerSocket server;

    private TrunnionServer(BridgeMode mode, boolean virtualLoop) throws IOException {
        bridge =
                BridgeExecutor.builder().name("server").mode(mode).virtualLoop(virtualLoop).build();
        server =
                PollServerSocket.of(ServerSocketChannel.open().bind(Echo.loopback(), Echo.BACKLOG));
    }

    public static void main(String[] args) throws IOException {
        TrunnionServer server = new TrunnionServer(BridgeMode.valueOf(args[0]), args.length > 1);
        server.bridge.newThread("accept", server::accept).start();
        Served.until(((InetSocketAddress) server.server.channel().getLocalAddress()).getPort());
    }

    private void accept() {
        try {
            while (true) {
                PollSocket socket = Await.await(server.accept());
                socket.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
                bridge.newThread(null, () -> serve(socket)).start();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The server accepts no longer", e);
        }
    }

    private static void serve(PollSocket socket) {
        ByteBuffer in = Echo.input();
        ByteBuffer out = Echo.response();
        try (socket) {
            int got = 0;
            while (true) {
                while (got < Echo.REQUEST) {
                    int more = Await.await(socket.read(in.clear()));
                    if (more < 0) {
                        return;
                    }
                    got += more;
                }
                got -= Echo.REQUEST;
                Echo.fill(out);
                var _ = Await.await(socket.writeFully(out));
                Served.count();
            }
        } catch (ClosedChannelException e) {
            // closed while the server ends
        } catch (Exception e) {
            // the peer has gone
        }
    }
}
