package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The snippets of the guide about blocking code: limits, links and context. */
class ContextTest {
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final BridgeExecutor bridge = BridgeExecutor.builder().name("context").build();
    private final Printed out = new Printed();

    @AfterEach
    void close() {
        bridge.close(Duration.ofSeconds(5));
        TENANT.remove();
    }

    @Test
    void lazy_with_a_value_to_release() throws Exception {
        Path path = Files.createTempFile("guide", ".txt");
        // region lazy-discard
        PollFuture<InputStream> opened =
                Blocking.with().lazy(() -> Files.newInputStream(path), InputStream::close);
        // endregion
        try (InputStream in = BlockOn.run(opened)) {
            assertEquals(-1, in.read());
        }
        Files.delete(path);
    }

    @Test
    void linked() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        TaskFuture<String> query = Blocking.supply(() -> waitFor(interrupted));
        // region linked
        CompletableFuture<Integer> length =
                Blocking.linked(query)
                        .thenApply(String::length)
                        .orTimeout(50, TimeUnit.MILLISECONDS); // interrupts the query
        // endregion
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertEquals(TimeoutException.class, length.exceptionNow().getClass());
        assertTrue(query.isCancelled());
    }

    private static String waitFor(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return "";
    }

    @Test
    void limit() throws Exception {
        AtomicInteger now = new AtomicInteger();
        List<String> keys = List.of("a", "b", "c", "d");
        List<TaskFuture<Integer>> rows = new ArrayList<>();
        // region limit
        Blocking.Launcher database = Blocking.with().name("database").limit(2);
        for (String key : keys) {
            rows.add(database.supply(() -> query(key, now)));
        }
        // endregion
        for (TaskFuture<Integer> row : rows) {
            assertTrue(row.get() <= 2);
        }
    }

    private static int query(String key, AtomicInteger now) {
        assertFalse(key.isEmpty());
        int most = now.incrementAndGet();
        Thread.yield();
        now.decrementAndGet();
        return most;
    }

    @Test
    void context() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            TENANT.set("acme");
            // region context
            ContextCarrier context = ContextCarrier.standard().withThreadLocal("tenant", TENANT);
            pool.execute(context.capture().wrapRunnable(() -> out.println("for " + TENANT.get())));
            // endregion
        }
        assertEquals("for acme", out.text());
    }

    @Test
    void context_of_a_body() throws Exception {
        TENANT.set("acme");
        ContextCarrier context = ContextCarrier.standard().withThreadLocal("tenant", TENANT);
        // region context-blocking
        TaskFuture<String> withTenant = Blocking.with().context(context).supply(TENANT::get);
        TaskFuture<String> without =
                Blocking.with().context(ContextCarrier.none()).supply(TENANT::get);
        // endregion
        assertEquals("acme", withTenant.get());
        assertNull(without.get());
    }

    @Test
    void context_of_a_future() throws Exception {
        TENANT.set("acme");
        PollFuture<String> future = cx -> Poll.ready(TENANT.get());
        ContextCarrier context = ContextCarrier.none().withThreadLocal("tenant", TENANT);
        // region context-future
        TaskFuture<String> task = bridge.spawn(context.capture().wrapFuture(future));
        // endregion
        assertEquals("acme", task.get());
    }
}
