package io.github.trunnion.peers;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Vert.x of daemon threads, which no context that hangs keeps alive, and its contexts. */
final class VertxContexts implements AutoCloseable {
    final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setUseDaemonThread(true)
                            .setEventLoopPoolSize(1)
                            .setFileSystemOptions(
                                    new FileSystemOptions()
                                            .setFileCachingEnabled(false)
                                            .setClassPathResolvingEnabled(false)));

    /** What a context runs, and the thread that it runs on. */
    record Ran<T>(CompletableFuture<Thread> thread, CompletableFuture<T> result) {
        T value() throws Exception {
            return result.get(20, TimeUnit.SECONDS);
        }

        /** Returns when the thread has left the context. */
        void ended() throws Exception {
            if (!thread.get(20, TimeUnit.SECONDS).join(Duration.ofSeconds(20))) {
                throw new AssertionError("The thread runs on");
            }
        }
    }

    /** The context of a new verticle, which runs one task at a time, each on a virtual thread. */
    Context ofVirtualThreads() throws Exception {
        CompletableFuture<Context> made = new CompletableFuture<>();
        VerticleBase verticle =
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        made.complete(context);
                        return Future.succeededFuture();
                    }
                };
        DeploymentOptions options =
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        vertx.deployVerticle(verticle, options)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return made.get(20, TimeUnit.SECONDS);
    }

    static <T> Ran<T> run(Context context, Callable<T> body) {
        Ran<T> ran = new Ran<>(new CompletableFuture<>(), new CompletableFuture<>());
        context.runOnContext(
                none -> {
                    ran.thread.complete(Thread.currentThread());
                    try {
                        ran.result.complete(body.call());
                    } catch (Throwable thrown) {
                        ran.result.completeExceptionally(thrown);
                    }
                });
        return ran;
    }

    /** Does not wait: a context that hangs does not close. */
    @Override
    public void close() {
        vertx.close();
    }
}
