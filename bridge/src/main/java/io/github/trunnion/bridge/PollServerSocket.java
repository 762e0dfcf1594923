package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A listening socket that accepts by poll-based futures.
 *
 * <p>One accept can be pending at a time. The socket is bound to an execution context as {@link
 * SelectorReactor} says; what it accepts is not bound yet. {@link #close} may be called from any
 * thread.
 */
public final class PollServerSocket implements Closeable {
    /** Systems cut it down to what they allow; the JDK's default makes bursts wait for retries. */
    private static final int BACKLOG = 4096;

    private final ServerSocketChannel channel;
    private final @Nullable DetachedReactor detached;
    final ChannelBinding binding;

    private PollServerSocket(ServerSocketChannel channel, @Nullable DetachedReactor detached) {
        this.channel = channel;
        this.detached = detached;
        this.binding = new ChannelBinding(channel, this, detached);
    }

    /**
     * Opens a socket that listens at the address, with as long a backlog as the system allows; for
     * another one, or for options, see {@link #of(ServerSocketChannel)}.
     *
     * @param local an internet or a Unix domain address; port 0 is any free port
     * @return the listening socket
     * @throws IOException if the address cannot be bound
     */
    public static PollServerSocket bind(SocketAddress local) throws IOException {
        return open(requireNonNull(local, "local"), null);
    }

    /**
     * Opens a listening socket that waits in the given reactor, as do the sockets it accepts.
     *
     * @param local an internet or a Unix domain address; port 0 is any free port
     * @param reactor where it waits
     * @return the listening socket
     * @throws IOException if the address cannot be bound
     */
    public static PollServerSocket bind(SocketAddress local, SelectorReactor.Detached reactor)
            throws IOException {
        return open(requireNonNull(local, "local"), DetachedReactor.require(reactor));
    }

    private static PollServerSocket open(SocketAddress local, @Nullable DetachedReactor detached)
            throws IOException {
        ServerSocketChannel channel =
                local instanceof UnixDomainSocketAddress
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        try {
            channel.bind(local, BACKLOG).configureBlocking(false);
            return new PollServerSocket(channel, detached);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Wraps a bound channel, which becomes non-blocking and belongs to the socket from now on. In
     * one context a channel can be used through one wrapper only.
     *
     * @param channel the channel
     * @return the listening socket
     * @throws IOException if the channel is closed
     */
    public static PollServerSocket of(ServerSocketChannel channel) throws IOException {
        requireNonNull(channel, "channel").configureBlocking(false);
        return new PollServerSocket(channel, null);
    }

    /**
     * Wraps a bound channel, which then waits in the given reactor, as do the sockets it accepts.
     *
     * @param channel the channel
     * @param reactor where it waits
     * @return the listening socket; as for {@link #of(ServerSocketChannel)}
     * @throws IOException if the channel is closed
     */
    public static PollServerSocket of(ServerSocketChannel channel, SelectorReactor.Detached reactor)
            throws IOException {
        requireNonNull(channel, "channel");
        DetachedReactor chosen = DetachedReactor.require(reactor);
        channel.configureBlocking(false);
        return new PollServerSocket(channel, chosen);
    }

    /**
     * Accepts one connection, as soon as there is one.
     *
     * <p>If the system cannot give a connection now, for want of descriptors for instance, the
     * future fails and the socket goes on listening.
     *
     * @return the accepted socket; it is closed if it loses against a cancel
     */
    public PollFuture<PollSocket> accept() {
        return new Accept(this);
    }

    /**
     * The address that this socket listens at.
     *
     * @return the address, with the port that the system chose
     * @throws IOException if the socket is closed
     */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * The channel, for its options. Closing it or cancelling its key rather than closing the socket
     * delays the end of a pending accept.
     *
     * @return the channel
     */
    public ServerSocketChannel channel() {
        return channel;
    }

    /**
     * Closes the socket: a pending accept fails with a {@link
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
        return "PollServerSocket[" + channel + "]";
    }

    private static final class Accept extends IoFuture<PollSocket> {
        private final PollServerSocket server;

        Accept(PollServerSocket server) {
            super(server.binding, server.binding.in, SelectionKey.OP_ACCEPT);
            this.server = server;
        }

        @Override
        Poll<PollSocket> attempt() throws IOException {
            SocketChannel accepted = server.channel.accept();
            if (accepted == null) {
                return Poll.pending();
            }
            try {
                accepted.configureBlocking(false);
            } catch (Throwable failure) {
                accepted.close();
                throw failure;
            }
            return Poll.ready(new PollSocket(accepted, server.detached));
        }

        @Override
        public void onDiscard(PollSocket socket) {
            socket.closeQuietly();
        }
    }
}
