package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A stream socket whose operations are poll-based futures.
 *
 * <p>One read and one write can be pending at a time; another one beside it fails with an {@link
 * IllegalStateException}. The buffers of an operation are in use until it is done or cancelled.
 * Cancelling an operation leaves the socket open; a cancelled write may have written a part, which
 * the buffer's position tells.
 *
 * <p>The socket is bound to an execution context as {@link SelectorReactor} says. {@link #close}
 * may be called from any thread; everything else belongs to the futures of one context.
 *
 * <pre>{@code
 * PollSocket socket = BlockOn.run(PollSocket.connect(address));
 * BlockOn.run(socket.writeFully(request));
 * int count = BlockOn.run(socket.read(reply));
 * }</pre>
 */
public final class PollSocket implements Closeable {
    private final SocketChannel channel;
    final ChannelBinding binding;

    PollSocket(SocketChannel channel, @Nullable DetachedReactor detached) {
        this.channel = channel;
        this.binding = new ChannelBinding(channel, this, detached);
    }

    /**
     * Connects a new socket.
     *
     * <p>The future fails with an {@link IOException} if the connection is refused, and with what
     * {@link SocketChannel#connect} throws for an address that it cannot use, such as {@link
     * java.nio.channels.UnresolvedAddressException}. A failure or a cancel leaves nothing open.
     *
     * @param remote an internet or a Unix domain address
     * @return the connected socket
     */
    public static PollFuture<PollSocket> connect(SocketAddress remote) {
        return new ConnectFuture(remote, null);
    }

    /**
     * Connects a new socket that waits in the given reactor.
     *
     * @param remote an internet or a Unix domain address
     * @param reactor where it waits
     * @return the connected socket; as for {@link #connect(SocketAddress)}
     */
    public static PollFuture<PollSocket> connect(
            SocketAddress remote, SelectorReactor.Detached reactor) {
        return new ConnectFuture(remote, DetachedReactor.require(reactor));
    }

    /**
     * Wraps a connected channel, which becomes non-blocking and belongs to the socket from now on.
     * In one context a channel can be used through one wrapper only.
     *
     * @param channel the channel
     * @return the socket
     * @throws IOException if the channel is closed
     */
    public static PollSocket of(SocketChannel channel) throws IOException {
        requireNonNull(channel, "channel").configureBlocking(false);
        return new PollSocket(channel, null);
    }

    /**
     * Wraps a connected channel, which then waits in the given reactor.
     *
     * @param channel the channel
     * @param reactor where it waits
     * @return the socket; as for {@link #of(SocketChannel)}
     * @throws IOException if the channel is closed
     */
    public static PollSocket of(SocketChannel channel, SelectorReactor.Detached reactor)
            throws IOException {
        requireNonNull(channel, "channel");
        DetachedReactor detached = DetachedReactor.require(reactor);
        channel.configureBlocking(false);
        return new PollSocket(channel, detached);
    }

    /**
     * Reads what is there, as soon as there is something.
     *
     * @param buffer where to
     * @return how many bytes were read; -1 at the end of the stream; 0 at once if the buffer is
     *     full
     * @throws IllegalArgumentException if the buffer is read-only
     */
    public PollFuture<Integer> read(ByteBuffer buffer) {
        return new StreamFutures.Read(binding, channel, buffer);
    }

    /**
     * Writes as much as the system takes, as soon as it takes something.
     *
     * @param buffer where from
     * @return how many bytes were written; 0 only if the buffer is empty
     */
    public PollFuture<Integer> write(ByteBuffer buffer) {
        return new StreamFutures.Write(binding, channel, buffer, false);
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
        return new StreamFutures.Gather(binding, channel, buffers, offset, length);
    }

    /**
     * Writes until the buffer is empty.
     *
     * @param buffer where from
     * @return how many bytes were written: what the buffer held
     */
    public PollFuture<Integer> writeFully(ByteBuffer buffer) {
        return new StreamFutures.Write(binding, channel, buffer, true);
    }

    /**
     * Ends the stream that this socket writes; the other side reads the end. Does not block.
     *
     * @throws IOException if the socket is closed or broken
     */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * The channel, for its options and addresses. Closing it or cancelling its key rather than
     * closing the socket delays the end of pending operations.
     *
     * @return the channel
     */
    public SocketChannel channel() {
        return channel;
    }

    /**
     * Closes the socket: pending operations fail with a {@link
     * java.nio.channels.ClosedChannelException}, later ones too. Idempotent, from any thread; does
     * not block.
     *
     * @throws IOException if the system reports a failure; the socket is closed all the same
     */
    @Override
    public void close() throws IOException {
        binding.close();
    }

    void closeQuietly() {
        binding.closeQuietly();
    }

    @Override
    public String toString() {
        return "PollSocket[" + channel + "]";
    }
}
