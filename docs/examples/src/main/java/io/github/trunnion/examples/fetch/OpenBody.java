package io.github.trunnion.examples.fetch;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A body that ends with the connection. */
final class OpenBody implements BodyReader {
    @Override
    public boolean read(ByteBuffer in, Consumer<ByteBuffer> content) {
        content.accept(in.slice());
        in.position(in.limit());
        return false;
    }

    @Override
    public void end() {}
}
