package io.github.trunnion.compat.vertx;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldOperation;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A request of the HTTP client of Vert.x to a server that holds it. */
abstract class VertxVerification extends LibraryVerification {
    static final String BY = "`Future`, by `VertxFutures` of `trunnion-vertx`";

    private static final String NO_CANCEL = "A `Future` of Vert.x has no cancel: ";

    private final HeldServer server = new HeldServer();
    private final Vertx vertx = vertx();
    private final HttpClient client =
            vertx.createHttpClient(
                    new HttpClientOptions().setKeepAlive(false),
                    new PoolOptions().setHttp1MaxSize(200));

    static Vertx vertx() {
        return Vertx.vertx(
                new VertxOptions()
                        .setUseDaemonThread(true)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false)));
    }

    static void close(Vertx vertx) throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        close(vertx);
    }

    /** What is awaited in place of the future. */
    abstract Object adapted(Future<String> future);

    private final class Request extends HeldOperation {
        private final Future<String> answer;
        private final Object source;

        Request() {
            super(server);
            answer =
                    client.request(new RequestOptions().setAbsoluteURI(url()))
                            .compose(HttpClientRequest::send)
                            .compose(HttpClientResponse::body)
                            .map(Object::toString);
            source = adapted(answer);
        }

        @Override
        public Object source() {
            return source;
        }

        @Override
        protected boolean isDone() {
            return answer.isComplete();
        }

        @Override
        public void cancel() {
            throw new UnsupportedOperationException("there is none");
        }
    }

    @Override
    protected Pending begin() {
        return new Request();
    }

    @Override
    protected void reached(Pending pending) {
        ((HeldOperation) pending).exchange();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.CANCEL,
                NO_CANCEL
                        + "the request goes on, and its end is dropped; `request.reset()` ends it",
                Case.CANCELLED,
                NO_CANCEL + "nobody can call it",
                Case.INTERRUPT,
                NO_CANCEL + "the wait ends at once, the request goes on",
                Case.TIMEOUT,
                NO_CANCEL + "the wait ends in time, the request goes on");
    }

    @Override
    protected Executor loop() {
        return task -> vertx.runOnContext(none -> task.run());
    }
}
