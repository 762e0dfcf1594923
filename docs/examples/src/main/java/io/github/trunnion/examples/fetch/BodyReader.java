package io.github.trunnion.examples.fetch;

import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes the body of a response out of buffers and finds its end. */
interface BodyReader {

    /**
     * Reads what a buffer holds of the body.
     *
     * @param in what has arrived; empty afterwards unless the body ends before
     * @param content is given the content in pieces, each valid only during the call
     * @return whether the body is complete
     * @throws ProtocolException if the body is malformed
     */
    boolean read(ByteBuffer in, Consumer<ByteBuffer> content) throws ProtocolException;

    /**
     * Learns that the connection has ended and the body was not complete.
     *
     * @throws EOFException unless that is how this body ends
     */
    void end() throws EOFException;
}
