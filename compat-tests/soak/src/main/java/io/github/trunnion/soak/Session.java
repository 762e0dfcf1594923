package io.github.trunnion.soak;

import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;

/** What a client does with one connection: some exchanges, and an end. */
final class Session {
    enum End {
        /** Ends its stream and reads the end of the other one. */
        HALF_CLOSE,
        /** Closes without a word. */
        CLOSE,
        /** Another thread closes while it reads. */
        CLOSE_ELSEWHERE,
        /** The task, or the thread, is cancelled while it reads. */
        CANCEL
    }

    private static final int MOST_EXCHANGES = 40;
    private static final int SMALL = 2_000;
    private static final int LARGE = 300_000; // more than the buffers of the system

    private final Load load;
    private final SplittableRandom random;
    private final Kicker kicker;
    private final End end;
    private final int exchanges;
    private int done;

    /** Cancels this session; written before or while it runs. */
    private volatile @Nullable Runnable canceller;

    Session(Load load, SplittableRandom random, Kicker kicker) {
        this.load = load;
        this.random = random;
        this.kicker = kicker;
        this.end = End.values()[random.nextInt(End.values().length)];
        this.exchanges = 1 + random.nextInt(MOST_EXCHANGES);
    }

    /** Exchanges and the end. */
    int steps() {
        return exchanges + 1;
    }

    End end() {
        return end;
    }

    void cancelBy(Runnable action) {
        canceller = action;
    }

    PollFuture<Integer> run(PollSocket socket) {
        return PollFutures.then(
                PollFutures.<Integer>loop(
                        () ->
                                PollFutures.map(
                                        exchange(socket),
                                        right -> {
                                            if (!right) {
                                                throw new IOException("other bytes came back");
                                            }
                                            return ++done < exchanges
                                                    ? Poll.pending()
                                                    : Poll.ready(done);
                                        })),
                count -> end(socket));
    }

    private PollFuture<Boolean> exchange(PollSocket socket) {
        int kind = random.nextInt(50);
        byte[] content = new byte[1 + random.nextInt(kind == 0 ? LARGE : SMALL)];
        random.nextBytes(content);
        ByteBuffer back = ByteBuffer.allocate(content.length);
        PollFuture<Boolean> exchange =
                PollFutures.join(
                        socket.writeFully(ByteBuffer.wrap(content)),
                        fill(socket, back),
                        (written, read) -> back.flip().equals(ByteBuffer.wrap(content)));
        return kind < 3 ? PollFutures.then(readNothing(socket), nothing -> exchange) : exchange;
    }

    private static PollFuture<Object> fill(PollSocket socket, ByteBuffer into) {
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                socket.read(into),
                                count -> {
                                    if (count < 0) {
                                        throw new IOException("the stream has ended");
                                    }
                                    return into.hasRemaining() ? Poll.pending() : Poll.ready(into);
                                }));
    }

    /** A read that is cancelled; the socket must be as good as before. */
    private static PollFuture<Object> readNothing(PollSocket socket) {
        return PollFutures.recover(
                PollFutures.then(
                        PollFutures.<Integer>withTimeout(
                                socket.read(ByteBuffer.allocate(1)), Duration.ofMillis(1)),
                        count -> PollFutures.failed(new IOException("read " + count))),
                failure -> {
                    if (failure instanceof TimeoutException) {
                        return PollFutures.ready(failure);
                    }
                    return PollFutures.failed(failure);
                });
    }

    private PollFuture<Integer> end(PollSocket socket) throws IOException {
        switch (end) {
            case CLOSE -> {
                return PollFutures.ready(0);
            }
            case HALF_CLOSE -> {
                socket.shutdownOutput();
            }
            case CLOSE_ELSEWHERE ->
                    kicker.execute(
                            () -> {
                                try {
                                    socket.close();
                                } catch (IOException failure) {
                                    load.complain("close", failure);
                                }
                            });
            case CANCEL -> {
                Runnable cancel = canceller;
                while (cancel == null) { // the spawner is about to say
                    Thread.onSpinWait();
                    cancel = canceller;
                }
                kicker.execute(cancel);
            }
        }
        return PollFutures.map(
                socket.read(ByteBuffer.allocate(1)),
                count -> {
                    if (count >= 0 || end != End.HALF_CLOSE) {
                        throw new IOException("read " + count + " where nothing can be");
                    }
                    return count;
                });
    }

    @Override
    public String toString() {
        return "session[" + end + ", " + done + " of " + exchanges + " exchanges]";
    }
}
