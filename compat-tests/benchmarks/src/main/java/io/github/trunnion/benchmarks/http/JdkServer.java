package io.github.trunnion.benchmarks.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.github.trunnion.benchmarks.process.Served;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;

/** The server of the JDK, with a virtual thread of the JDK for each request. */
final class JdkServer {
    /** What it needs to be quick, and to keep more connections than it does by itself. */
    static final List<String> JVM_ARGS =
            List.of(
                    "-Dsun.net.httpserver.nodelay=true",
                    "-Dsun.net.httpserver.maxIdleConnections=4096");

    private static final int BACKLOG = 1024;

    private JdkServer() {}

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(Payload.anyPort(), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", JdkServer::handle);
        server.start();
        Served.until(server.getAddress().getPort());
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            Served.count();
            exchange.getResponseHeaders().set("Content-Type", Payload.TYPE);
            exchange.sendResponseHeaders(200, Payload.body().length);
            exchange.getResponseBody().write(Payload.body());
        }
    }
}
