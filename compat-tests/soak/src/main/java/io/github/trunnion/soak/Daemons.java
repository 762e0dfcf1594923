package io.github.trunnion.soak;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Blocking;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Threads that the process keeps once they were needed. */
final class Daemons {
    private Daemons() {}

    /** Needs them all, so that they are there before threads are counted. */
    static void start() throws Exception {
        Object unused =
                BridgeExecutor.shared()
                        .spawn(cx -> Poll.ready(cx))
                        .toCompletableFuture()
                        .thenApply(value -> value)
                        .get();
        int read =
                Blocking.supply(
                                () -> {
                                    TimeUnit.MILLISECONDS.sleep(1); // the JDK's own timer
                                    return readInDetachedReactor();
                                })
                        .get();
        if (read != 1) {
            throw new AssertionError("read " + read);
        }
    }

    /** A virtual thread cannot park in a selector, so the pipe waits in the one of the process. */
    private static int readInDetachedReactor() throws Exception {
        try (PollPipe pipe = PollPipe.open()) {
            return BlockOn.run(
                    PollFutures.join(
                            pipe.read(ByteBuffer.allocate(1)),
                            PollFutures.then(
                                    PollFutures.yieldNow(),
                                    none -> pipe.write(ByteBuffer.allocate(1))),
                            (read, written) -> read));
        }
    }
}
