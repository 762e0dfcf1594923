package io.github.trunnion.guides.migration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The idioms that start something, or choose where it runs, before and after. */
@Timeout(60)
class StartIdiomsTest {
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final Shop shop = new Shop();
    private final ExecutorService ui = Executors.newSingleThreadExecutor();
    private final Label label = new Label();
    private final Database database = new Database();
    private final List<String> audited = new ArrayList<>();
    private final Before before = new Before();
    private final After after = new After();

    /** Belongs to one thread. */
    private static final class Label {
        String text;
        Thread setBy;

        void setText(String newText) {
            text = newText;
            setBy = Thread.currentThread();
        }
    }

    /** Counts how many ask at once. */
    private static final class Database {
        final AtomicInteger now = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        volatile CountDownLatch gate = new CountDownLatch(0);

        int count(String table) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("stopped", e);
            } finally {
                now.decrementAndGet();
            }
            return table.length();
        }
    }

    @AfterEach
    void close() {
        ui.shutdown();
        before.pool.shutdown();
        TENANT.remove();
    }

    private void audit(int id) {
        if (id < 0) {
            throw new IllegalStateException("no audit of " + id);
        }
        audited.add("order " + id);
    }

    private class Before {
        // region mi01-before
        private final ExecutorService pool = Executors.newFixedThreadPool(4);

        int rows(String table) {
            return CompletableFuture.supplyAsync(() -> database.count(table), pool).join();
        }

        // endregion

        // region mi09-before
        String order(int id) {
            CompletableFuture.runAsync(() -> audit(id)); // and nobody looks
            return "order " + id;
        }

        // endregion

        // region mi11-before
        CompletableFuture<Void> show(int id) {
            return shop.user(id).thenAcceptAsync(label::setText, ui);
        }

        // endregion

        // region mi12-before
        CompletableFuture<Integer> count(String table) {
            return CompletableFuture.supplyAsync(() -> database.count(table), pool);
        }

        // endregion

        // region mi13-before
        long checksum(List<byte[]> blocks) {
            List<CompletableFuture<Long>> sums =
                    blocks.stream()
                            .map(block -> CompletableFuture.supplyAsync(() -> sum(block)))
                            .toList();
            return sums.stream().mapToLong(CompletableFuture::join).sum();
        }

        // endregion

        // region mi14-before
        Executor withTenant(Executor executor) {
            return task -> {
                String tenant = TENANT.get();
                executor.execute(
                        () -> {
                            TENANT.set(tenant);
                            try {
                                task.run();
                            } finally {
                                TENANT.remove();
                            }
                        });
            };
        }
        // endregion
    }

    private class After {
        // region mi01-after
        private final Semaphore four = new Semaphore(4); // what the pool has been as well

        int rows(String table) throws InterruptedException {
            four.acquire();
            try {
                return database.count(table);
            } finally {
                four.release();
            }
        }

        // endregion

        // region mi09-after
        String order(int id) throws InterruptedException {
            try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
                scope.fork(
                        () -> {
                            audit(id);
                            return null;
                        });
                scope.join(); // throws what the audit fails with
                return "order " + id;
            }
        }

        // endregion

        // region mi11-after
        void show(int id) throws InterruptedException {
            String user = Await.await(shop.user(id));
            Await.awaitFuture(ui.submit(() -> label.setText(user)));
        }

        // endregion

        // region mi12-after
        int count(String table) { // the new face
            return database.count(table);
        }

        private final Blocking.Launcher counts = Blocking.with().limit(4); // as the pool was

        CompletableFuture<Integer> countAsync(String table) { // the old one
            return counts.supply(() -> count(table)).toCompletableFuture();
        }

        // endregion

        // region mi13-after
        long checksum(List<byte[]> blocks) throws InterruptedException {
            List<CompletableFuture<Long>> sums =
                    blocks.stream()
                            .map(block -> CompletableFuture.supplyAsync(() -> sum(block)))
                            .toList(); // computing stays where it is
            return StageScope.all(sums).stream().mapToLong(Long::longValue).sum();
        }

        // endregion

        // region mi14-after
        private static final ContextCarrier CONTEXT =
                ContextCarrier.standard().withThreadLocal("tenant", TENANT);

        private final Blocking.Launcher threads = Blocking.with().context(CONTEXT);

        String tenants() throws InterruptedException {
            Await.await(shop.user(7)); // the same thread goes on: nothing to carry
            try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
                ScopeMember<String> there = scope.fork(threads, TENANT::get); // a new thread
                scope.join();
                return TENANT.get() + ", " + there.get();
            }
        }
        // endregion
    }

    private static long sum(byte[] block) {
        return IntStream.range(0, block.length).mapToLong(i -> block[i]).sum();
    }

    @Test
    void mi01_twentyAsk_fourAtOnce() throws Exception {
        assertEquals(5, before.rows("users"));
        assertEquals(5, after.rows("users"));
        database.gate = new CountDownLatch(1);
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            List<ScopeMember<Integer>> rows = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                rows.add(scope.fork(() -> after.rows("users")));
            }
            await().until(() -> after.four.getQueueLength() == 16);
            await().until(() -> database.now.get() == 4);
            database.gate.countDown();
            scope.join();
        }
        assertEquals(4, database.most.get());
    }

    @Test
    void mi09_bodyFails_ownerIsTold() throws Exception {
        assertEquals("order 1", after.order(1));
        assertEquals(List.of("order 1"), audited);
        assertEquals("order -1", before.order(-1)); // lost
        assertThrows(IllegalStateException.class, () -> after.order(-1));
    }

    @Test
    void mi11_bothShow_onTheThreadOfTheUi() throws Exception {
        before.show(7).join();
        Thread thread = label.setBy;
        after.show(8);
        assertSame(thread, label.setBy);
        assertEquals("user 8", label.text);
    }

    @Test
    void mi12_oldFaceCancelled_bodyInterrupted() throws Exception {
        assertEquals(5, before.count("users").join());
        assertEquals(5, after.count("users"));
        assertEquals(5, after.countAsync("users").join());

        database.gate = new CountDownLatch(1);
        CompletableFuture<Integer> old = before.count("users");
        await().until(() -> database.now.get() == 1);
        old.cancel(true);
        assertEquals(1, database.now.get()); // goes on
        CompletableFuture<Integer> now = after.countAsync("users");
        await().until(() -> database.now.get() == 2);
        now.cancel(true);
        await().until(() -> database.now.get() == 1);
        database.gate.countDown();
    }

    @Test
    void mi13_bothCompute_inTheCommonPool() throws Exception {
        List<byte[]> blocks = List.of(new byte[] {1, 2}, new byte[] {3});
        assertEquals(6, before.checksum(blocks));
        assertEquals(6, after.checksum(blocks));
    }

    @Test
    void mi14_contextIsThere_withoutDecorators() throws Exception {
        TENANT.set("acme");
        CompletableFuture<String> seen = new CompletableFuture<>();
        before.withTenant(ui).execute(() -> seen.complete(TENANT.get()));
        assertEquals("acme", seen.get(30, TimeUnit.SECONDS));
        CompletableFuture<String> without = new CompletableFuture<>();
        ui.execute(() -> without.complete(TENANT.get()));
        assertNull(without.get(30, TimeUnit.SECONDS));

        assertEquals("acme, acme", after.tenants());
    }
}
