package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.netty.handler.codec.http.HttpHeaderNames;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

import java.io.IOException;

/** Reactor Netty: callbacks on one event loop, behind publishers. */
final class ReactorServer {
    private ReactorServer() {}

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        DisposableServer server =
                HttpServer.create()
                        .host(Payload.host())
                        .port(0)
                        .runOn(LoopResources.create("http", 1, true))
                        .route(routes -> routes.get("/", ReactorServer::handle))
                        .bindNow();
        Served.until(server.port());
    }

    private static Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Served.count();
        return response.header(HttpHeaderNames.CONTENT_TYPE, Payload.TYPE)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(Payload.body().length))
                .header(HttpHeaderNames.DATE, HttpDate.now().toString())
                .sendByteArray(Mono.just(Payload.body()));
    }
}
