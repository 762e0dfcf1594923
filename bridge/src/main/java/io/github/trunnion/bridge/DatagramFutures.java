package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;

/**
 * Receiving and sending datagrams.
 *
 * <p>A datagram is shorter than the buffer as a rule, so only a vain call says that there is no
 * other one.
 */
final class DatagramFutures {
    private DatagramFutures() {}

    static final class Receive extends IoFuture<SocketAddress> {
        private final DatagramChannel channel;
        private final ByteBuffer buffer;

        Receive(ChannelBinding binding, DatagramChannel channel, ByteBuffer buffer) {
            super(binding, binding.in, SelectionKey.OP_READ);
            this.channel = channel;
            this.buffer = StreamFutures.requireWritable(buffer);
        }

        @Override
        Poll<SocketAddress> attempt() throws IOException {
            SocketAddress sender = channel.receive(buffer);
            return sender == null ? Poll.pending() : Poll.ready(sender);
        }
    }

    /** By receive, which tells an empty datagram from none; read does not. */
    static final class Read extends IoFuture<Integer> {
        private final DatagramChannel channel;
        private final ByteBuffer buffer;

        Read(ChannelBinding binding, DatagramChannel channel, ByteBuffer buffer) {
            super(binding, binding.in, SelectionKey.OP_READ);
            this.channel = channel;
            this.buffer = StreamFutures.requireWritable(buffer);
        }

        @Override
        Poll<Integer> attempt() throws IOException {
            if (channel.isOpen() && !channel.isConnected()) {
                throw new NotYetConnectedException();
            }
            int start = buffer.position();
            SocketAddress sender = channel.receive(buffer);
            return sender == null ? Poll.pending() : Poll.ready(buffer.position() - start);
        }
    }

    static final class Send extends IoFuture<Integer> {
        private final DatagramChannel channel;
        private final ByteBuffer buffer;
        private final SocketAddress target;

        Send(
                ChannelBinding binding,
                DatagramChannel channel,
                ByteBuffer buffer,
                SocketAddress target) {
            super(binding, binding.out, SelectionKey.OP_WRITE);
            this.channel = channel;
            this.buffer = requireNonNull(buffer, "buffer");
            this.target = requireNonNull(target, "target");
        }

        @Override
        Poll<Integer> attempt() throws IOException {
            int count = channel.send(buffer, target);
            return count == 0 && buffer.hasRemaining() ? Poll.pending() : Poll.ready(count);
        }
    }

    static final class Write extends IoFuture<Integer> {
        private final DatagramChannel channel;
        private final ByteBuffer buffer;

        Write(ChannelBinding binding, DatagramChannel channel, ByteBuffer buffer) {
            super(binding, binding.out, SelectionKey.OP_WRITE);
            this.channel = channel;
            this.buffer = requireNonNull(buffer, "buffer");
        }

        @Override
        Poll<Integer> attempt() throws IOException {
            int count = channel.write(buffer);
            return count == 0 && buffer.hasRemaining() ? Poll.pending() : Poll.ready(count);
        }
    }

    static final class Gather extends IoFuture<Long> {
        private final DatagramChannel channel;
        private final ByteBuffer[] buffers;
        private final int offset;
        private final int length;

        Gather(
                ChannelBinding binding,
                DatagramChannel channel,
                ByteBuffer[] buffers,
                int offset,
                int length) {
            super(binding, binding.out, SelectionKey.OP_WRITE);
            this.channel = channel;
            this.buffers = StreamFutures.requireBuffers(buffers, offset, length);
            this.offset = offset;
            this.length = length;
        }

        @Override
        Poll<Long> attempt() throws IOException {
            long count = channel.write(buffers, offset, length);
            boolean vain = count == 0 && StreamFutures.remaining(buffers, offset, length) > 0;
            return vain ? Poll.pending() : Poll.ready(count);
        }
    }
}
