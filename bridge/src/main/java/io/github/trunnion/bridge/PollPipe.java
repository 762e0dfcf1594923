package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * A pipe of the system whose operations are poll-based futures.
 *
 * <p>Its two ends are channels of their own: each is bound to an execution context as {@link
 * SelectorReactor} says, so one context can write what another one reads. One read and one write
 * can be pending at a time. The close methods may be called from any thread.
 */
public final class PollPipe implements Closeable {
    private final Pipe.SourceChannel source;
    private final Pipe.SinkChannel sink;
    final ChannelBinding sourceBinding;
    final ChannelBinding sinkBinding;

    private PollPipe(Pipe pipe, @Nullable DetachedReactor detached) throws IOException {
        source = pipe.source();
        sink = pipe.sink();
        sourceBinding = new ChannelBinding(source, this, detached);
        sinkBinding = new ChannelBinding(sink, this, detached);
        try {
            source.configureBlocking(false);
            sink.configureBlocking(false);
        } catch (Throwable failure) {
            closeQuietly();
            throw failure;
        }
    }

    /**
     * Opens a pipe.
     *
     * @return the pipe
     * @throws IOException if the system has none
     */
    public static PollPipe open() throws IOException {
        return new PollPipe(Pipe.open(), null);
    }

    /**
     * Opens a pipe whose ends wait in the given reactor.
     *
     * @param reactor where they wait
     * @return the pipe
     * @throws IOException if the system has none
     */
    public static PollPipe open(SelectorReactor.Detached reactor) throws IOException {
        DetachedReactor detached = DetachedReactor.require(reactor);
        return new PollPipe(Pipe.open(), detached);
    }

    /**
     * Reads what is there, as soon as there is something.
     *
     * @param buffer where to
     * @return how many bytes were read; -1 if the sink is closed and all is read; 0 at once if the
     *     buffer is full
     * @throws IllegalArgumentException if the buffer is read-only
     */
    public PollFuture<Integer> read(ByteBuffer buffer) {
        return new StreamFutures.Read(sourceBinding, source, buffer);
    }

    /**
     * Writes as much as the pipe takes, as soon as it takes something.
     *
     * @param buffer where from
     * @return how many bytes were written; 0 only if the buffer is empty
     */
    public PollFuture<Integer> write(ByteBuffer buffer) {
        return new StreamFutures.Write(sinkBinding, sink, buffer, false);
    }

    /**
     * Writes from several buffers with one call; otherwise as {@link #write(ByteBuffer)}.
     *
     * @param buffers where from, in this order
     * @return how many bytes were written
     */
    public PollFuture<Long> write(ByteBuffer... buffers) {
        return write(requireNonNull(buffers, "buffers"), 0, buffers.length);
    }

    /**
     * Writes from several buffers with one call; otherwise as {@link #write(ByteBuffer)}.
     *
     * @param buffers where from, in this order
     * @param offset the first buffer
     * @param length how many buffers
     * @return how many bytes were written
     * @throws IndexOutOfBoundsException if there are no such buffers
     */
    public PollFuture<Long> write(ByteBuffer[] buffers, int offset, int length) {
        return new StreamFutures.Gather(sinkBinding, sink, buffers, offset, length);
    }

    /**
     * Closes the end that is read; as {@link #close}. Writing fails then.
     *
     * @throws IOException if the system reports a failure; the end is closed all the same
     */
    public void closeSource() throws IOException {
        sourceBinding.close();
    }

    /**
     * Closes the end that is written; as {@link #close}. Reading comes to the end of the stream
     * then.
     *
     * @throws IOException if the system reports a failure; the end is closed all the same
     */
    public void closeSink() throws IOException {
        sinkBinding.close();
    }

    /**
     * Closes both ends: pending operations fail with a {@link
     * java.nio.channels.ClosedChannelException}, later ones too. Idempotent, from any thread; does
     * not block.
     *
     * @throws IOException if the system reports a failure; both ends are closed all the same
     */
    @Override
    public void close() throws IOException {
        try {
            closeSink();
        } finally {
            closeSource();
        }
    }

    private void closeQuietly() {
        sinkBinding.closeQuietly();
        sourceBinding.closeQuietly();
    }

    @Override
    public String toString() {
        return "PollPipe["
                + (sink.isOpen() ? "sink open" : "sink closed")
                + (source.isOpen() ? ", source open]" : ", source closed]");
    }
}
