package io.github.trunnion.conformance;

import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Wakers;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The far end of a pipe. */
final class Pipes {
    private Pipes() {}

    /** Writes one byte, on any thread; nothing if the pipe is closed. */
    static void write(PollPipe pipe) throws Exception {
        try {
            pipe.write(ByteBuffer.allocate(1)).poll(Context.of(Wakers.noop()));
        } catch (IOException closed) {
            // nobody waits any more
        }
    }
}
