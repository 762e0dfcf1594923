package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** A server that sends back what it gets, and closes when the other side does. */
final class Echo {
    private static final int BUFFER = 4_096;

    final LongAdder accepted = new LongAdder();
    final LongAdder ended = new LongAdder();
    private final Load load;

    Echo(Load load) {
        this.load = load;
    }

    boolean isDrained() {
        return accepted.sum() == ended.sum();
    }

    PollFuture<Object> serve(PollServerSocket server) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                server.accept(),
                                socket -> {
                                    accepted.increment();
                                    var unused =
                                            BridgeExecutor.spawnHere(
                                                            PollFutures.using(
                                                                    PollFutures.ready(socket),
                                                                    this::echo,
                                                                    PollSocket::close))
                                                    .directCompletion()
                                                    .whenComplete((none, failure) -> end(failure));
                                    return Poll.pending();
                                }));
    }

    /**
     * A client that closes with bytes unread resets its connection: that is an IOException here.
     */
    private void end(@Nullable Throwable failure) {
        ended.increment();
        if (failure != null && !(failure instanceof IOException)) {
            load.complain("echo", failure);
        }
    }

    private PollFuture<Object> echo(PollSocket socket) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        return PollFutures.loop(
                () ->
                        PollFutures.then(
                                socket.read(buffer.clear()),
                                count ->
                                        count < 0
                                                ? PollFutures.ready(Poll.ready(socket))
                                                : PollFutures.map(
                                                        socket.writeFully(buffer.flip()),
                                                        written -> Poll.pending())));
    }
}
