package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * A datagram socket whose operations are poll-based futures.
 *
 * <p>One receive or read, and one send or write, can be pending at a time. The socket is bound to
 * an execution context as {@link SelectorReactor} says. {@link #close} may be called from any
 * thread.
 */
public final class PollDatagram implements Closeable {
    private final DatagramChannel channel;
    final ChannelBinding binding;

    private PollDatagram(DatagramChannel channel, @Nullable DetachedReactor detached) {
        this.channel = channel;
        this.binding = new ChannelBinding(channel, this, detached);
    }

    /**
     * Opens a socket at the address.
     *
     * @param local the address; port 0 is any free port
     * @return the socket
     * @throws IOException if the address cannot be bound
     */
    public static PollDatagram bind(SocketAddress local) throws IOException {
        return open(requireNonNull(local, "local"), null);
    }

    /**
     * Opens a socket that waits in the given reactor.
     *
     * @param local the address; port 0 is any free port
     * @param reactor where it waits
     * @return the socket
     * @throws IOException if the address cannot be bound
     */
    public static PollDatagram bind(SocketAddress local, SelectorReactor.Detached reactor)
            throws IOException {
        return open(requireNonNull(local, "local"), DetachedReactor.require(reactor));
    }

    private static PollDatagram open(SocketAddress local, @Nullable DetachedReactor detached)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(local).configureBlocking(false);
            return new PollDatagram(channel, detached);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Wraps a channel, which becomes non-blocking and belongs to the socket from now on. In one
     * context a channel can be used through one wrapper only.
     *
     * @param channel the channel
     * @return the socket
     * @throws IOException if the channel is closed
     */
    public static PollDatagram of(DatagramChannel channel) throws IOException {
        requireNonNull(channel, "channel").configureBlocking(false);
        return new PollDatagram(channel, null);
    }

    /**
     * Wraps a channel, which then waits in the given reactor.
     *
     * @param channel the channel
     * @param reactor where it waits
     * @return the socket; as for {@link #of(DatagramChannel)}
     * @throws IOException if the channel is closed
     */
    public static PollDatagram of(DatagramChannel channel, SelectorReactor.Detached reactor)
            throws IOException {
        requireNonNull(channel, "channel");
        DetachedReactor detached = DetachedReactor.require(reactor);
        channel.configureBlocking(false);
        return new PollDatagram(channel, detached);
    }

    /**
     * Receives one datagram. What does not fit into the buffer is lost.
     *
     * @param buffer where to
     * @return who sent it
     * @throws IllegalArgumentException if the buffer is read-only
     */
    public PollFuture<SocketAddress> receive(ByteBuffer buffer) {
        return new DatagramFutures.Receive(binding, channel, buffer);
    }

    /**
     * Sends one datagram.
     *
     * <p>An empty buffer makes an empty datagram, which is dropped if the system has no room; on a
     * connected channel the JDK sends none.
     *
     * @param buffer the content
     * @param target where to; on a connected channel the peer
     * @return how many bytes were sent: what the buffer held
     */
    public PollFuture<Integer> send(ByteBuffer buffer, SocketAddress target) {
        return new DatagramFutures.Send(binding, channel, buffer, target);
    }

    /**
     * Receives one datagram of the peer that the channel is connected to.
     *
     * @param buffer where to; what does not fit is lost
     * @return how many bytes were read; 0 for an empty datagram, or if the buffer is full. Fails
     *     with {@link java.nio.channels.NotYetConnectedException} if there is no peer.
     * @throws IllegalArgumentException if the buffer is read-only
     */
    public PollFuture<Integer> read(ByteBuffer buffer) {
        return new DatagramFutures.Read(binding, channel, buffer);
    }

    /**
     * Sends one datagram to the peer that the channel is connected to; none if the buffer is empty.
     *
     * @param buffer the content
     * @return how many bytes were sent. Fails with {@link
     *     java.nio.channels.NotYetConnectedException} if there is no peer.
     */
    public PollFuture<Integer> write(ByteBuffer buffer) {
        return new DatagramFutures.Write(binding, channel, buffer);
    }

    /**
     * Sends one datagram made of several buffers; otherwise as {@link #write(ByteBuffer)}.
     *
     * @param buffers the content, in this order
     * @return how many bytes were sent
     */
    public PollFuture<Long> write(ByteBuffer... buffers) {
        return write(requireNonNull(buffers, "buffers"), 0, buffers.length);
    }

    /**
     * Sends one datagram made of several buffers; otherwise as {@link #write(ByteBuffer)}.
     *
     * @param buffers the content, in this order
     * @param offset the first buffer
     * @param length how many buffers
     * @return how many bytes were sent
     * @throws IndexOutOfBoundsException if there are no such buffers
     */
    public PollFuture<Long> write(ByteBuffer[] buffers, int offset, int length) {
        return new DatagramFutures.Gather(binding, channel, buffers, offset, length);
    }

    /**
     * The address that this socket is bound to.
     *
     * @return the address, with the port that the system chose; null if the channel is not bound
     * @throws IOException if the socket is closed
     */
    public @Nullable SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * The channel, for its options, groups and peer. Closing it or cancelling its key rather than
     * closing the socket delays the end of pending operations.
     *
     * @return the channel
     */
    public DatagramChannel channel() {
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

    @Override
    public String toString() {
        try {
            SocketAddress peer = channel.getRemoteAddress();
            return "PollDatagram["
                    + channel.getLocalAddress()
                    + (peer == null ? "]" : ", " + peer + "]");
        } catch (IOException closed) {
            return "PollDatagram[closed]";
        }
    }
}
