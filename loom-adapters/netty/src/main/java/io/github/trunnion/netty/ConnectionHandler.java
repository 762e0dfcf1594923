package io.github.trunnion.netty;

/**
 * What is done with one connection, on a virtual thread of its own.
 *
 * @param <I> the type of the messages
 */
@FunctionalInterface
public interface ConnectionHandler<I> {
    /**
     * Handles one connection. It may block. The connection is closed when this has returned, after
     * all that was written is sent.
     *
     * <p>Is interrupted when the connection closes while this waits for anything but the next
     * message.
     *
     * @param connection the connection
     * @throws Exception goes to {@code exceptionCaught} of the next handler of the pipeline, and
     *     the connection is closed. If it has closed before, what is no consequence of that (an
     *     interrupt, an IOException, a cancel) goes to the executor's uncaught handler
     */
    void handle(Connection<I> connection) throws Exception;
}
