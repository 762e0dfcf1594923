package io.github.trunnion.compat.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.vertx.VertxFutures;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Servers of Vert.x on the loopback address. */
@Library(name = "Vert.x", of = Future.class, by = VertxVerification.BY)
@Timeout(60)
class VertxServersTest {
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = VertxVerification.vertx();

    @AfterEach
    void close() throws Exception {
        VertxVerification.close(vertx);
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "a handler of an `HttpServer` answers what blocking code computed, on its event loop;"
                    + " its client awaits `send().compose(HttpClientResponse::body)` in one, since"
                    + " a body that nobody asked for on the event loop has gone by")
    void handlerAnswersWithABody_clientHasIt(Waiter waiter) throws Exception {
        CompletableFuture<Boolean> sameContext = new CompletableFuture<>();
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> {
                                    Context context = Vertx.currentContext();
                                    VertxFutures.fromStage(
                                                    Blocking.supply(
                                                            () -> "computed " + request.path()))
                                            .onSuccess(
                                                    text -> {
                                                        sameContext.complete(
                                                                Vertx.currentContext() == context);
                                                        request.response().end(text);
                                                    });
                                });
        Object text =
                Waiting.start(
                                waiter,
                                () -> {
                                    int port =
                                            VertxFutures.await(server.listen(0, HOST)).actualPort();
                                    HttpClient client = vertx.createHttpClient();
                                    HttpClientRequest request =
                                            VertxFutures.await(
                                                    client.request(
                                                            HttpMethod.GET, port, HOST, "/seven"),
                                                    PATIENCE);
                                    return VertxFutures.await(
                                                    request.send()
                                                            .compose(HttpClientResponse::body),
                                                    PATIENCE)
                                            .toString();
                                })
                        .value();
        assertThat(text).isEqualTo("computed /seven");
        assertThat(sameContext.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Shows("a conversation over a `NetSocket` is straight code, with a queue for what comes in")
    void netSocketEchoes_readLineByLine(Waiter waiter) throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(socket -> socket.pipeTo(socket));
        Object heard =
                Waiting.start(
                                waiter,
                                () -> {
                                    int port =
                                            VertxFutures.await(server.listen(0, HOST)).actualPort();
                                    NetSocket socket =
                                            VertxFutures.await(
                                                    vertx.createNetClient().connect(port, HOST));
                                    BlockingQueue<Buffer> in = new LinkedBlockingQueue<>();
                                    socket.handler(in::add);
                                    StringBuilder text = new StringBuilder();
                                    for (String word : new String[] {"one ", "two ", "three"}) {
                                        VertxFutures.await(socket.write(word));
                                        text.append(in.poll(30, TimeUnit.SECONDS));
                                    }
                                    VertxFutures.await(socket.close());
                                    return text.toString();
                                })
                        .value();
        assertThat(heard).isEqualTo("one two three");
    }

    @Test
    @Shows("after a time-out `request.reset()` closes the connection")
    void timedOutThenReset_connectionClosed() throws Exception {
        try (HeldServer held = new HeldServer()) {
            String path = held.newPath();
            HttpClientRequest request =
                    VertxFutures.await(
                            vertx.createHttpClient()
                                    .request(new RequestOptions().setAbsoluteURI(held.url(path))));
            Future<HttpClientResponse> response = request.send();
            HeldServer.Exchange exchange = held.exchange(path, response::isComplete);
            assertThatThrownBy(() -> VertxFutures.await(response, Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(exchange.clientGone()).isFalse();
            request.reset();
            await().atMost(PATIENCE).until(exchange::clientGone);
        }
    }

    // region stack-vertx-handler
    private static void handle(HttpServerRequest request) { // on an event loop
        VertxFutures.fromStage(Blocking.supply(() -> "computed " + request.path()))
                .onSuccess(text -> request.response().end(text))
                .onFailure(e -> request.response().setStatusCode(500).end());
    }

    // endregion

    // region stack-vertx-reset
    private static HttpClientResponse send(HttpClientRequest request)
            throws InterruptedException, TimeoutException {
        try {
            return VertxFutures.await(request.send(), Duration.ofSeconds(10));
        } catch (InterruptedException | TimeoutException givenUp) {
            request.reset();
            throw givenUp;
        }
    }

    // endregion

    @Test
    void handledOnTheLoop_clientHasTheAnswer() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(VertxServersTest::handle);
        int port = VertxFutures.await(server.listen(0, HOST)).actualPort();
        HttpClientRequest request =
                VertxFutures.await(
                        vertx.createHttpClient().request(HttpMethod.GET, port, HOST, "/eight"));
        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    @Test
    @Shows("an interrupt of an await that is followed by `request.reset()` closes the connection")
    void interruptedThenReset_connectionClosed() throws Exception {
        try (HeldServer held = new HeldServer()) {
            String path = held.newPath();
            HttpClientRequest request =
                    VertxFutures.await(
                            vertx.createHttpClient()
                                    .request(new RequestOptions().setAbsoluteURI(held.url(path))));
            Waiting waiting = Waiting.start(Waiter.VIRTUAL, () -> send(request));
            HeldServer.Exchange exchange = held.exchange(path, () -> false);
            waiting.parked().interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            await().atMost(PATIENCE).until(exchange::clientGone);
        }
    }

    @Test
    @Shows(
            "a verticle of virtual threads awaits what became of blocking code by Vert.x's own"
                    + " `await`, which lets the verticle go on meanwhile")
    void verticleOfVirtualThreads_awaitsABody() throws Exception {
        HeldBody body = new HeldBody();
        CompletableFuture<Object> end = new CompletableFuture<>();
        VerticleBase verticle =
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        context.runOnContext(
                                none -> {
                                    try {
                                        end.complete(
                                                VertxFutures.fromStage(Blocking.supply(body))
                                                        .await());
                                    } catch (Throwable e) {
                                        end.complete(e);
                                    }
                                });
                        context.runOnContext(none -> body.succeed());
                        return Future.succeededFuture();
                    }
                };
        VertxFutures.await(
                vertx.deployVerticle(
                        verticle,
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)),
                PATIENCE);
        assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("value");
    }

    @Test
    @Shows("`executeBlocking` may await; so may a body of ours, which needs no worker")
    void executeBlockingAwaits_value() throws Exception {
        Future<String> future =
                vertx.executeBlocking(() -> Await.await(Blocking.supply(() -> "value"), PATIENCE));
        assertThat(VertxFutures.await(future, PATIENCE)).isEqualTo("value");
        TaskFuture<String> task =
                Blocking.supply(() -> VertxFutures.await(vertx.timer(1).map("rang")));
        assertThat(Await.await(task, PATIENCE)).isEqualTo("rang");
    }
}
