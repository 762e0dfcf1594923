package io.github.trunnion.bridge;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An executor in carrier mode, with bodies that run on virtual threads of it. */
final class OwnThreads implements AutoCloseable {
    final Uncaught uncaught = new Uncaught();
    final BridgeExecutor bridge;

    OwnThreads(String name, int carriers) {
        bridge =
                BridgeExecutor.builder()
                        .name(name)
                        .carriers(carriers)
                        .mode(BridgeMode.CARRIER)
                        .uncaughtHandler(uncaught)
                        .build();
    }

    /** Starts a virtual thread; the result is what the body returns or throws. */
    <T> CompletableFuture<T> start(Callable<T> body) {
        return start(null, body);
    }

    <T> CompletableFuture<T> start(String name, Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        bridge.newThread(name, () -> complete(result, body)).start();
        return result;
    }

    <T> T call(Callable<T> body) throws Exception {
        return start(body).get();
    }

    static <T> void complete(CompletableFuture<T> result, Callable<T> body) {
        try {
            result.complete(body.call());
        } catch (Throwable thrown) {
            // wrapped, or a get on JDK 21 throws a CancellationException as it is
            result.completeExceptionally(new CompletionException(thrown));
        }
    }

    /** Waits until a thread has blocked. */
    static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Spin.once();
        }
    }

    @Override
    public void close() {
        bridge.close(Duration.ofSeconds(5));
    }
}
