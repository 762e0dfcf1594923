package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.loom.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** Ours: a virtual thread of a bridge for each connection. */
final class BridgeServer {
    private BridgeServer() {}

    /**
     * Serves until the input ends.
     *
     * @param args the mode of the bridge
     */
    public static void main(String[] args) throws IOException {
        BridgeMode mode = BridgeMode.valueOf(args[0]);
        BridgeExecutor bridge = BridgeExecutor.builder().name("http").mode(mode).build();
        PollServerSocket server = PollServerSocket.bind(Payload.anyPort());
        bridge.newThread("accept", () -> accept(bridge, server)).start();
        Served.until(((InetSocketAddress) server.localAddress()).getPort());
    }

    private static void accept(BridgeExecutor bridge, PollServerSocket server) {
        try {
            while (true) {
                PollSocket socket = Await.await(server.accept(), IOException.class);
                bridge.newThread(null, new BridgeConnection(socket)).start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
