package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads a response from what arrives on a connection: it is given bytes and does no I/O itself.
 *
 * <p>So it serves code of any style; {@link HttpGet} and {@link BlockingWay} share it.
 */
final class ResponseReader {
    private final Consumer<ByteBuffer> content;
    private final HeadReader head = new HeadReader();
    private @Nullable BodyReader body; // null until the head was read

    ResponseReader(Consumer<ByteBuffer> content) {
        this.content = content;
    }

    /**
     * Takes the result of reading from the connection.
     *
     * @param count how many bytes were read, or -1 if the connection has ended
     * @param buffer what they were read into; it was empty before
     * @return whether the response is complete
     * @throws IOException if it is malformed, its status is no success, or something is missing
     */
    boolean received(int count, ByteBuffer buffer) throws IOException {
        if (count < 0) {
            end();
            return true;
        }
        return read(buffer.flip());
    }

    /**
     * Reads what has arrived.
     *
     * @param in the bytes
     * @return whether the response is complete
     * @throws IOException if it is malformed, or its status is no success
     */
    boolean read(ByteBuffer in) throws IOException {
        if (body == null) {
            HttpHead complete = head.read(in);
            if (complete == null) {
                return false;
            }
            requireSuccess(complete.status());
            body = complete.body();
        }
        return body.read(in, content);
    }

    /**
     * Learns that the connection has ended before the response was complete.
     *
     * @throws EOFException if something is missing
     */
    void end() throws EOFException {
        if (body == null) {
            throw new EOFException("the connection ended before the response head did");
        }
        body.end();
    }

    /** Refuses every status but success; redirects are not followed. */
    static void requireSuccess(int status) throws IOException {
        if (status < 200 || status > 299) {
            String remark = status >= 300 && status < 400 ? ", a redirect is not followed" : "";
            throw new IOException("HTTP status " + status + remark);
        }
    }
}
