package io.github.trunnion.bridge;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** A socket under test, and its peer, a blocking channel. */
record SocketPair(PollSocket socket, SocketChannel peer) implements AutoCloseable {
    static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    static SocketPair open() throws IOException {
        SocketChannel[] ends = ends();
        return new SocketPair(PollSocket.of(ends[0]), ends[1]);
    }

    static SocketPair open(SelectorReactor.Detached reactor) throws IOException {
        SocketChannel[] ends = ends();
        return new SocketPair(PollSocket.of(ends[0], reactor), ends[1]);
    }

    private static SocketChannel[] ends() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(ANY)) {
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            return new SocketChannel[] {client, server.accept()};
        }
    }

    /** The peer sends. */
    void send(String text) throws IOException {
        ByteBuffer bytes = bytes(text);
        while (bytes.hasRemaining()) {
            peer.write(bytes);
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was read into the buffer, which is empty then. */
    static String text(ByteBuffer buffer) {
        String text = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        buffer.clear();
        return text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        peer.close();
    }

    /** An action of a test. */
    interface Action {
        void run() throws Exception;
    }

    /** Runs the action on another thread, to its end. */
    static void elsewhere(Action action) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        action.run();
                                    } catch (Throwable t) {
                                        thrown.set(t);
                                    }
                                });
        thread.join();
        if (thrown.get() != null) {
            throw new AssertionError(thrown.get());
        }
    }

    /** Descriptors of this process. */
    static int descriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? -1 : names.length;
    }
}
