package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Vert.x: an event loop that hands requests to virtual threads of the JDK. */
final class VertxServer extends VerticleBase {
    private final CompletableFuture<Integer> port;

    private VertxServer(CompletableFuture<Integer> port) {
        this.port = port;
    }

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        VertxOptions options =
                new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true);
        DeploymentOptions virtual =
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Vertx.vertx(options)
                .deployVerticle(new VertxServer(port), virtual)
                .onFailure(port::completeExceptionally);
        Served.until(port.join());
    }

    @Override
    public Future<HttpServer> start() {
        return vertx.createHttpServer()
                .requestHandler(VertxServer::handle)
                .listen(0, Payload.host())
                .onSuccess(server -> port.complete(server.actualPort()));
    }

    private static void handle(HttpServerRequest request) {
        if (!"/".equals(request.path())) {
            request.response().setStatusCode(404).end();
            return;
        }
        Served.count();
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Payload.TYPE)
                .putHeader(HttpHeaders.DATE, HttpDate.now().toString())
                .end(Buffer.buffer(Payload.body()));
    }
}
