package io.github.trunnion.examples.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;

/** What a server answers. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers one request, on a virtual thread of its own. It may block; the next request of the
     * connection is handled when the response was handed to the connection.
     *
     * <p>Is interrupted when the connection closes.
     *
     * @param request the request with its body; it is released when this returns
     * @return the response, which the server sends and releases
     * @throws Exception makes a response with the status 500; the connection goes on
     */
    FullHttpResponse handle(FullHttpRequest request) throws Exception;
}
