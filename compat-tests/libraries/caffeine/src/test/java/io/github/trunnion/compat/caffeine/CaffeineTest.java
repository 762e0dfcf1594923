package io.github.trunnion.compat.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.HeldBodyOperation;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.OnGiveUp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A cell of an AsyncLoadingCache, which its loader fills. */
@Library(name = "Caffeine", of = Caffeine.class, by = CaffeineTest.BY)
class CaffeineTest extends LibraryVerification {
    static final String BY = "`CompletableFuture` of a cell of an `AsyncCache`, awaited as it is";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NOT_REACHED =
            "A synchronous loader runs by `CompletableFuture.supplyAsync`, whose cancel ends the"
                    + " cell and lets the loader run on; a loader that gives a future of ours is"
                    + " interrupted";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<Integer, HeldBody> bodies = new ConcurrentHashMap<>();
    private final AtomicInteger keys = new AtomicInteger();
    private final AsyncLoadingCache<Integer, String> cache =
            Caffeine.newBuilder().executor(executor).buildAsync(key -> bodies.get(key).call());

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    private final class Cell extends HeldBodyOperation {
        private final CompletableFuture<String> cell;

        Cell() {
            int key = keys.incrementAndGet();
            bodies.put(key, body);
            cell = cache.get(key);
        }

        @Override
        public CompletableFuture<String> source() {
            return cell;
        }

        @Override
        public void cancel() {
            cell.cancel(true);
        }
    }

    @Override
    protected Pending begin() {
        return new Cell();
    }

    @Override
    protected void reached(Pending pending) throws InterruptedException {
        ((Cell) pending).awaitBegun();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.CANCEL, NOT_REACHED,
                Case.INTERRUPT, NOT_REACHED,
                Case.TIMEOUT, NOT_REACHED);
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "with the default, a waiter that gives up cancels the cell for all who wait, and the"
                    + " cache drops it")
    void waiterGivesUp_cellCancelledForAll(Waiter waiter) throws Exception {
        AsyncCache<String, String> shared = Caffeine.newBuilder().buildAsync();
        HeldBody body = new HeldBody();
        CompletableFuture<String> cell = load(shared, body);
        Waiting first = Waiting.start(waiter, () -> Await.await(cell)).parked();
        Waiting second = Waiting.start(waiter, () -> Await.await(cell)).parked();
        body.awaitBegun();
        first.interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        assertThat(second.failure()).isInstanceOf(CancellationException.class);
        await().atMost(PATIENCE).until(body::wasInterrupted);
        await().atMost(PATIENCE).until(() -> shared.getIfPresent("key") == null);
    }

    @ParameterizedTest
    @EnumSource
    @Shows("with `OnGiveUp.DETACH` the cell stays, and the others have its value")
    void waiterGivesUpDetached_cellStays(Waiter waiter) throws Exception {
        AsyncCache<String, String> shared = Caffeine.newBuilder().buildAsync();
        HeldBody body = new HeldBody();
        CompletableFuture<String> cell = load(shared, body);
        AwaitOptions<RuntimeException> detached = Await.with().onGiveUp(OnGiveUp.DETACH);
        Waiting first = Waiting.start(waiter, () -> detached.await(cell)).parked();
        Waiting second = Waiting.start(waiter, () -> detached.await(cell)).parked();
        body.awaitBegun();
        first.interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        assertThat(shared.getIfPresent("key")).isSameAs(cell);
        body.succeed();
        assertThat(second.value()).isEqualTo("value");
        assertThat(body.wasInterrupted()).isFalse();
        assertThat(shared.synchronous().getIfPresent("key")).isEqualTo("value");
    }

    @Test
    @Shows("a load that failed is not kept: the next `get` loads anew")
    void loadFails_nextGetLoadsAnew() throws Exception {
        AsyncCache<String, String> shared = Caffeine.newBuilder().buildAsync();
        HeldBody fails = new HeldBody();
        CompletableFuture<String> first = load(shared, fails);
        fails.fail();
        Throwable failure = Waiting.start(Waiter.VIRTUAL, () -> Await.await(first)).failure();
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        await().atMost(PATIENCE).until(() -> shared.getIfPresent("key") == null);
        HeldBody succeeds = new HeldBody();
        succeeds.succeed();
        assertThat(Await.await(load(shared, succeeds), PATIENCE)).isEqualTo("value");
    }

    @Test
    @Shows("many who ask for one key at a time share one body")
    void manyAskForOneKey_oneBody() throws Exception {
        AsyncCache<String, String> shared = Caffeine.newBuilder().buildAsync();
        AtomicInteger loads = new AtomicInteger();
        HeldBody body = new HeldBody();
        Waiting[] all = new Waiting[50];
        for (int i = 0; i < all.length; i++) {
            all[i] =
                    Waiting.start(
                            Waiter.VIRTUAL,
                            () ->
                                    Await.await(
                                            shared.get(
                                                    "key",
                                                    (key, pool) -> {
                                                        loads.incrementAndGet();
                                                        return Blocking.supply(body)
                                                                .toCompletableFuture();
                                                    })));
        }
        for (Waiting one : all) {
            one.parked();
        }
        body.succeed();
        for (Waiting one : all) {
            assertThat(one.value()).isEqualTo("value");
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    @Shows("a body may ask the cache for another key: it is a virtual thread of its own")
    void bodyAsksForAnotherKey_value() throws Exception {
        AsyncCache<String, String> shared = Caffeine.newBuilder().buildAsync();
        BiFunction<String, Executor, CompletableFuture<String>> inner =
                (key, pool) -> Blocking.supply(() -> key).toCompletableFuture();
        CompletableFuture<String> outer =
                shared.get(
                        "outer",
                        (key, pool) ->
                                Blocking.supply(
                                                () ->
                                                        "outer and "
                                                                + Await.await(
                                                                        shared.get("inner", inner)))
                                        .toCompletableFuture());
        assertThat(Await.await(outer, PATIENCE)).isEqualTo("outer and inner");
    }

    private static CompletableFuture<String> load(AsyncCache<String, String> cache, HeldBody body) {
        return cache.get("key", (key, pool) -> Blocking.supply(body).toCompletableFuture());
    }
}
