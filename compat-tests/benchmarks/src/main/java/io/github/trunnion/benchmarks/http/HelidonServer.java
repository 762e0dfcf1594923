package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;

/** Helidon, with a virtual thread of the JDK for each connection. */
final class HelidonServer {
    private HelidonServer() {}

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        WebServer server =
                WebServer.builder()
                        .host(Payload.host())
                        .port(0)
                        .routing(routing -> routing.get("/", HelidonServer::handle))
                        .build()
                        .start();
        Served.until(server.port());
    }

    private static void handle(ServerRequest request, ServerResponse response) {
        Served.count();
        response.header(HeaderValues.CONTENT_TYPE_TEXT_PLAIN);
        response.send(Payload.body());
    }
}
