package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Bytes through pipes from the carrier of one executor to that of another. */
final class Pipes extends Load {
    private static final double PIPES = 25; // a second
    private static final int MOST_BYTES = 200_000;
    private static final int CHUNK = 8_192;

    private final LongAdder opened = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final Semaphore window = new Semaphore(8);

    Pipes() {
        super("pipes");
    }

    @Override
    void open() {
        BridgeExecutor writers = executor("-w", 1);
        BridgeExecutor readers = executor("-r", 1);
        drive(
                PIPES,
                driver -> {
                    window.acquire();
                    PollPipe pipe = PollPipe.open();
                    opened.increment();
                    long stream = driver.random.nextLong();
                    int length = 1 + driver.random.nextInt(MOST_BYTES);
                    in.add(length);
                    var unused =
                            writers.spawn(write(pipe, stream, length))
                                    .directCompletion()
                                    .whenComplete((none, failure) -> complainOf(failure));
                    var unusedToo =
                            readers.spawn(read(pipe, stream))
                                    .directCompletion()
                                    .whenComplete(
                                            (count, failure) -> {
                                                complainOf(failure);
                                                finished.increment();
                                                window.release();
                                                if (failure == null && count != length) {
                                                    complain(count + " bytes of " + length);
                                                }
                                            });
                });
    }

    private void complainOf(@Nullable Throwable failure) {
        if (failure != null) {
            complain("pipe", failure);
        }
    }

    private static PollFuture<Integer> write(PollPipe pipe, long stream, int length) {
        int[] written = {0};
        byte[] chunk = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).limit(0);
        return PollFutures.loop(
                () -> {
                    if (!buffer.hasRemaining()) {
                        int size = Math.min(CHUNK, length - written[0]);
                        if (size == 0) {
                            pipe.closeSink();
                            return PollFutures.ready(Poll.ready(length));
                        }
                        Mix.fill(chunk, size, stream, written[0]);
                        written[0] += size;
                        buffer.clear().limit(size);
                    }
                    return PollFutures.map(pipe.write(buffer), count -> Poll.pending());
                });
    }

    private PollFuture<Integer> read(PollPipe pipe, long stream) {
        int[] place = {0};
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                pipe.read(buffer.clear()),
                                count -> {
                                    if (count < 0) {
                                        pipe.close();
                                        return Poll.ready(place[0]);
                                    }
                                    for (int i = 0; i < count; i++) {
                                        if (buffer.get(i) != Mix.at(stream, place[0] + i)) {
                                            complain("another byte at " + (place[0] + i));
                                            break;
                                        }
                                    }
                                    place[0] += count;
                                    out.add(count);
                                    return Poll.pending();
                                }));
    }

    @Override
    List<Check> books() {
        return List.of(Check.equal(name(), "pipes opened = ended", opened.sum(), finished.sum()));
    }
}
