package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Served;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The limit: one thread, one selector, nothing between. */
final class SelectorServer {
    private final Selector selector;
    private final ServerSocketChannel server;

    private SelectorServer() throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open().bind(Echo.loopback(), Echo.BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        SelectorServer server = new SelectorServer();
        Thread.ofPlatform().daemon().name("loop").start(server::loop);
        Served.until(server.server.socket().getLocalPort());
    }

    private void loop() {
        try {
            while (true) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.read(key);
            } else {
                accept();
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
    }

    private static final class Connection {
        final SocketChannel channel;
        final ByteBuffer in = Echo.input();
        final ByteBuffer out = Echo.response();
        int unanswered; // bytes

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void read(SelectionKey key) throws IOException {
            int got = channel.read(in.clear());
            if (got < 0) {
                key.cancel();
                channel.close();
                return;
            }
            unanswered += got;
            while (unanswered >= Echo.REQUEST) {
                unanswered -= Echo.REQUEST;
                Echo.fill(out);
                while (out.hasRemaining()) { // never full: one response at a time
                    var _ = channel.write(out);
                }
                Served.count();
            }
        }
    }
}
