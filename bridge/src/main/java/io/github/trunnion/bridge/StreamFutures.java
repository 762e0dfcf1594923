package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Poll;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** Reading and writing byte streams. */
final class StreamFutures {
    private StreamFutures() {}

    /** One read; a short one means that the system has no more. */
    static final class Read extends IoFuture<Integer> {
        private final ReadableByteChannel channel;
        private final ByteBuffer buffer;

        Read(ChannelBinding binding, ReadableByteChannel channel, ByteBuffer buffer) {
            super(binding, binding.in, SelectionKey.OP_READ);
            this.channel = channel;
            this.buffer = requireWritable(buffer);
        }

        @Override
        @Nullable Poll<Integer> withoutIo() {
            return !buffer.hasRemaining() && channel.isOpen() ? Poll.ready(0) : null;
        }

        @Override
        Poll<Integer> attempt() throws IOException {
            int wanted = buffer.remaining();
            int count = channel.read(buffer);
            if (count >= 0 && count < wanted) {
                direction.ready = false;
            }
            return count == 0 ? Poll.pending() : Poll.ready(count);
        }
    }

    /** One write, or as many as it takes. */
    static final class Write extends IoFuture<Integer> {
        private final WritableByteChannel channel;
        private final ByteBuffer buffer;
        private final boolean fully;
        private int written;

        Write(
                ChannelBinding binding,
                WritableByteChannel channel,
                ByteBuffer buffer,
                boolean fully) {
            super(binding, binding.out, SelectionKey.OP_WRITE);
            this.channel = channel;
            this.buffer = requireNonNull(buffer, "buffer");
            this.fully = fully;
        }

        @Override
        @Nullable Poll<Integer> withoutIo() {
            return !buffer.hasRemaining() && channel.isOpen() ? Poll.ready(written) : null;
        }

        @Override
        Poll<Integer> attempt() throws IOException {
            written += channel.write(buffer);
            boolean complete = !buffer.hasRemaining();
            if (!complete) {
                direction.ready = false;
            }
            return complete || (written > 0 && !fully) ? Poll.ready(written) : Poll.pending();
        }
    }

    /** One gathering write. */
    static final class Gather extends IoFuture<Long> {
        private final GatheringByteChannel channel;
        private final ByteBuffer[] buffers;
        private final int offset;
        private final int length;

        Gather(
                ChannelBinding binding,
                GatheringByteChannel channel,
                ByteBuffer[] buffers,
                int offset,
                int length) {
            super(binding, binding.out, SelectionKey.OP_WRITE);
            this.channel = channel;
            this.buffers = requireBuffers(buffers, offset, length);
            this.offset = offset;
            this.length = length;
        }

        @Override
        @Nullable Poll<Long> withoutIo() {
            return remaining(buffers, offset, length) == 0 && channel.isOpen()
                    ? Poll.ready(0L)
                    : null;
        }

        @Override
        Poll<Long> attempt() throws IOException {
            long wanted = remaining(buffers, offset, length);
            long count = channel.write(buffers, offset, length);
            if (count < wanted) {
                direction.ready = false;
            }
            return count == 0 ? Poll.pending() : Poll.ready(count);
        }
    }

    static ByteBuffer requireWritable(ByteBuffer buffer) {
        if (requireNonNull(buffer, "buffer").isReadOnly()) {
            throw new IllegalArgumentException("cannot read into a read-only buffer");
        }
        return buffer;
    }

    static ByteBuffer[] requireBuffers(ByteBuffer[] buffers, int offset, int length) {
        requireNonNull(buffers, "buffers");
        Objects.checkFromIndexSize(offset, length, buffers.length);
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i] == null) {
                throw new NullPointerException("buffers[" + i + "]");
            }
        }
        return buffers;
    }

    static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }
}
