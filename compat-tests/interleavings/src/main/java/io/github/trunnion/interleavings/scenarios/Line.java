package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.interleavings.SimSocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** A socket with its simulated channel, and what becomes of its reads. */
final class Line {
    static final String CLOSED = "closed";
    static final String CANCELLED = "cancelled";
    static final String KEY_CANCELLED = "key cancelled";
    static final String CONTEXT_CLOSED = "context closed";

    final SimSocket channel = new SimSocket();
    final PollSocket socket;

    Line() throws IOException {
        socket = PollSocket.of(channel);
    }

    Line(SelectorReactor.Detached reactor) throws IOException {
        socket = PollSocket.of(channel, reactor);
    }

    /** A read of a few bytes. */
    static final class Read extends Probe<Integer> {
        private final PollFuture<Integer> read;

        Read(PollSocket socket) {
            read = socket.read(ByteBuffer.allocate(8));
        }

        @Override
        Poll<Integer> advance(Context cx) throws Exception {
            return read.poll(cx);
        }

        @Override
        void abandon() {
            read.cancel();
        }
    }

    TaskFuture<Integer> read(BridgeExecutor bridge) {
        return bridge.spawn(new Read(socket));
    }

    /** Closes the socket where nothing can be thrown. */
    void close() {
        try {
            socket.close();
        } catch (IOException thrown) {
            Sim.fail("close threw " + thrown);
        }
    }

    /** A thread that closes the socket. */
    void closeElsewhere(String thread) {
        Sim.start(thread, this::close);
    }

    /** Waits until a poll has registered the channel; not to be used where it may be closed. */
    void awaitKey() {
        Sim.await(channel::hasKey);
    }

    /** Waits for the end of a read, and names it. */
    static String outcome(TaskFuture<Integer> read) throws InterruptedException {
        try {
            return String.valueOf(read.get());
        } catch (BridgeClosedException ended) {
            return CONTEXT_CLOSED;
        } catch (CancellationException cancelled) {
            return CANCELLED;
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ClosedChannelException) {
                return CLOSED;
            }
            return cause instanceof CancelledKeyException ? KEY_CANCELLED : String.valueOf(cause);
        }
    }

    /** The system has its descriptor back, and no select has returned for nothing. */
    void checkGivenBack() {
        Sim.equal(channel.givenBack(), 1, "how often the descriptor was given back");
        Sim.equal(channel.vainEvents(), 0, "events for nothing, of a key that is not cancelled");
    }

    /** No lease of the selector is left: the slot takes another reactor. */
    static void checkSlotIsFree(BridgeExecutor bridge) throws Exception {
        SimHook other = new SimHook(null);
        Probe<String> user =
                new Probe<>() {
                    @Override
                    Poll<String> advance(Context cx) {
                        cx.reactor().acquire(other).close();
                        return Poll.ready("taken");
                    }
                };
        Sim.equal(bridge.spawn(user).get(), "taken", "the slot");
    }
}
