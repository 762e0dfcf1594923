package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.loom.Blocking;

import org.slf4j.MDC;
import org.springframework.scheduling.annotation.Async;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** What users of Async write; the proxy is made of the interface. */
interface Service {
    CompletableFuture<String> blocks(HeldBody body) throws Exception;

    Future<String> blocksAsFuture(HeldBody body) throws Exception;

    CompletableFuture<String> gives(CompletableFuture<String> ours);

    CompletableFuture<String> withoutAsync(Callable<String> body);

    CompletableFuture<String> mdcAndThread();

    /** The implementation. */
    class Bean implements Service {
        @Async
        @Override
        public CompletableFuture<String> blocks(HeldBody body) throws Exception {
            return CompletableFuture.completedFuture(body.call());
        }

        @Async
        @Override
        public Future<String> blocksAsFuture(HeldBody body) throws Exception {
            return CompletableFuture.completedFuture(body.call());
        }

        @Async
        @Override
        public CompletableFuture<String> gives(CompletableFuture<String> ours) {
            return ours;
        }

        // region stack-spring-without-async
        @Override
        public CompletableFuture<String> withoutAsync(Callable<String> body) {
            return Blocking.supply(body).toCompletableFuture();
        }

        // endregion

        @Async
        @Override
        public CompletableFuture<String> mdcAndThread() {
            return CompletableFuture.completedFuture(
                    MDC.get("request") + " " + Thread.currentThread().isVirtual());
        }
    }
}
