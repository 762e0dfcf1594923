package io.github.trunnion.examples.fetch;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Stages;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Fetches with the HTTP client of the JDK, whose {@code CompletableFuture}s become poll-based
 * futures.
 *
 * <p>The client has threads of its own: one for its selector, and virtual ones for its callbacks.
 */
final class StageWay implements Way {
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .executor(callbacks)
                    .build();

    @Override
    public PollFuture<?> get(URI uri, Download download) {
        HttpRequest request = HttpRequest.newBuilder(uri).GET().build();
        return PollFutures.map(
                Stages.lazy(() -> client.sendAsync(request, info -> subscriber(info, download))),
                response -> {
                    ResponseReader.requireSuccess(response.statusCode());
                    return response;
                });
    }

    private static HttpResponse.BodySubscriber<Void> subscriber(
            HttpResponse.ResponseInfo info, Download download) {
        if (info.statusCode() / 100 != 2) {
            return BodySubscribers.discarding();
        }
        return BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(download::add));
    }

    @Override
    public void close() {
        client.shutdownNow();
        callbacks.shutdownNow();
    }
}
