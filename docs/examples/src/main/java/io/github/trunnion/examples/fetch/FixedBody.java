package io.github.trunnion.examples.fetch;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A body whose length is known beforehand. */
final class FixedBody implements BodyReader {
    private final long length;
    private long left;

    FixedBody(long length) {
        this.length = length;
        this.left = length;
    }

    @Override
    public boolean read(ByteBuffer in, Consumer<ByteBuffer> content) {
        int count = (int) Math.min(left, in.remaining());
        if (count > 0) {
            content.accept(in.slice(in.position(), count));
            in.position(in.position() + count);
            left -= count;
        }
        return left == 0;
    }

    @Override
    public void end() throws EOFException {
        throw new EOFException(
                "the connection ended after " + (length - left) + " of " + length + " bytes");
    }
}
