package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Served;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A virtual thread of the JDK for each connection, and its blocking channels. */
final class JdkServer {
    private JdkServer() {}

    public static void main(String[] args) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open().bind(Echo.loopback(), Echo.BACKLOG);
        Thread.ofVirtual().name("accept").start(() -> accept(server));
        Served.until(server.socket().getLocalPort());
    }

    private static void accept(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void serve(SocketChannel channel) {
        ByteBuffer in = Echo.input();
        ByteBuffer out = Echo.response();
        try (channel) {
            int got = 0;
            while (true) {
                while (got < Echo.REQUEST) {
                    int more = channel.read(in.clear());
                    if (more < 0) {
                        return;
                    }
                    got += more;
                }
                got -= Echo.REQUEST;
                Echo.fill(out);
                while (out.hasRemaining()) {
                    var _ = channel.write(out);
                }
                Served.count();
            }
        } catch (IOException e) {
            // the peer has gone
        }
    }
}
