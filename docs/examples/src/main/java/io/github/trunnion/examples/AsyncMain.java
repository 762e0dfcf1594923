package io.github.trunnion.examples;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Runs futures of any kind on the main thread, with one function that knows none of them.
 *
 * <p>Each call of {@link BlockOn#run} makes the thread a carrier for as long as it takes. The
 * thread parks in the reactor that the future brings, or plainly if it brings none. What a future
 * leaves behind, such as an open connection, can be used in the next call.
 */
public final class AsyncMain {
    private AsyncMain() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        out.println(BlockOn.run(greeting()));

        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (PollServerSocket server = PollServerSocket.bind(anyPort)) {
            Connection connection =
                    BlockOn.run(
                            PollFutures.join(
                                    PollSocket.connect(server.localAddress()),
                                    server.accept(),
                                    Connection::new));
            try (PollSocket near = connection.near();
                    PollSocket far = connection.far()) {
                ByteBuffer question = StandardCharsets.UTF_8.encode("hello from the first call");
                BlockOn.run(near.writeFully(question));

                ByteBuffer arrived = ByteBuffer.allocate(64);
                BlockOn.run(far.read(arrived)); // another call, the same connection
                out.println(StandardCharsets.UTF_8.decode(arrived.flip()));
            }
        }
    }

    private static PollFuture<String> greeting() {
        return PollFutures.map(PollFutures.sleep(Duration.ofMillis(50)), slept -> "good morning");
    }

    private record Connection(PollSocket near, PollSocket far) {}
}
