package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An HTTP GET as a poll-based future, put together from smaller ones. */
final class HttpGet {
    static final int BUFFER_SIZE = 32 * 1024;

    private HttpGet() {}

    /**
     * A future that connects, asks for a file, takes the response and closes the connection.
     *
     * @param uri what to ask for, with the scheme http
     * @param address the server
     * @param content is given the content of the file in pieces
     * @return a future that is ready when the response is complete
     */
    static PollFuture<@Nullable Void> get(
            URI uri, InetSocketAddress address, Consumer<ByteBuffer> content) {
        return PollFutures.using(
                PollSocket.connect(address),
                socket ->
                        PollFutures.then(
                                socket.writeFully(request(uri)),
                                written -> receive(socket, new ResponseReader(content))),
                PollSocket::close);
    }

    private static PollFuture<@Nullable Void> receive(PollSocket socket, ResponseReader response) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                socket.read(buffer.clear()),
                                count ->
                                        response.received(count, buffer)
                                                ? Poll.ready(null)
                                                : Poll.pending()));
    }

    /** The request, which also says that the connection serves no other one. */
    static ByteBuffer request(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String text =
                """
                GET %s%s HTTP/1.1
                Host: %s%s
                User-Agent: trunnion-fetch
                Accept: */*
                Connection: close

                """
                        .formatted(path, query, uri.getHost(), port)
                        .replace("\n", "\r\n");
        return StandardCharsets.US_ASCII.encode(text);
    }
}
