package io.github.trunnion.compat.caffeine;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.Library;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A loader that gives a future of ours. */
@Library(name = "Caffeine", of = Caffeine.class, by = CaffeineTest.BY)
class CaffeineGivenTest extends GivenVerification {
    private final AsyncCache<String, String> cache = Caffeine.newBuilder().buildAsync();

    @Override
    protected Taken take(TaskFuture<String> task) {
        CompletableFuture<String> cell =
                cache.get("key", (key, executor) -> task.toCompletableFuture());
        return new Taken() {
            @Override
            public String get() throws Throwable {
                try {
                    return cell.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void cancel() {
                cell.cancel(true);
            }
        };
    }
}
