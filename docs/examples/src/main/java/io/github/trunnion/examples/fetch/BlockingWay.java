package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * Fetches with code that blocks, on a virtual thread for each file.
 *
 * <p>It waits for the same poll-based futures as {@link PollWay}, one after the other, in the
 * reactor of the carrier. The threads are those of the executor: where that is possible they run on
 * the carrier themselves. To cancel is to interrupt the thread.
 */
final class BlockingWay implements Way {
    private final Names names;
    private final AwaitOptions<RuntimeException> on;
    private final Blocking.Launcher threads;

    BlockingWay(Names names, BridgeExecutor bridge) {
        this.names = names;
        this.on = Await.on(bridge);
        this.threads = Blocking.on(bridge.threadFactory());
    }

    @Override
    public PollFuture<?> get(URI uri, Download download) {
        if (!PollWay.isHttp(uri)) {
            return PollFutures.failed(PollWay.unsupported(uri));
        }
        return Stages.lazy(() -> threads.run(() -> fetch(uri, download)));
    }

    private void fetch(URI uri, Download download) throws IOException, InterruptedException {
        InetSocketAddress address = on.await(names.resolve(uri));
        try (PollSocket socket = on.await(PollSocket.connect(address))) {
            on.await(socket.writeFully(HttpGet.request(uri)));
            ResponseReader response = new ResponseReader(download::add);
            ByteBuffer buffer = ByteBuffer.allocate(HttpGet.BUFFER_SIZE);
            boolean complete = false;
            while (!complete) {
                int count = on.await(socket.read(buffer.clear()));
                complete = response.received(count, buffer);
            }
        }
    }
}
