package io.github.trunnion.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSnapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The MDC, with the provider of slf4j that the build has put on the class path. */
@Timeout(30)
class MdcTest {

    @BeforeEach
    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void theProviderIsTheOneToBeTested() {
        String expected = System.getProperty("mdc");
        assertEquals(expected, MDC.getMDCAdapter().getClass().getName());
        MDC.put("id", "inherited?");
        boolean inherits = expected.endsWith("BasicMDCAdapter");
        assertEquals(inherits ? "inherited?" : null, onNewThread(() -> MDC.get("id")));
    }

    private static <T> T onNewThread(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cx03_mdcOfTheCapture_isInstalled_andThatOfTheThreadComesBack() {
        MDC.put("id", "captured");
        ContextSnapshot snapshot = ContextCarrier.standard().capture();
        MDC.put("id", "changed later");
        Map<String, String> after =
                onNewThread(
                        () -> {
                            MDC.clear();
                            MDC.put("own", "1");
                            snapshot.run(
                                    () -> {
                                        assertEquals(
                                                Map.of("id", "captured"),
                                                MDC.getCopyOfContextMap());
                                        MDC.put("left", "behind");
                                    });
                            return MDC.getCopyOfContextMap();
                        });
        assertEquals(Map.of("own", "1"), after);
        assertEquals("changed later", MDC.get("id"));
    }

    @Test
    void cx03_nullMapClears_andNullComesBack() {
        ContextSnapshot empty = ContextCarrier.none().withMdc().capture();
        MDC.put("id", "of the thread");
        empty.run(
                () -> {
                    assertNull(MDC.get("id"));
                    MDC.put("left", "behind");
                });
        assertEquals(Map.of("id", "of the thread"), MDC.getCopyOfContextMap());
        ContextSnapshot full = ContextCarrier.none().withMdc().capture();
        MDC.clear();
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        full.run(
                                () -> {
                                    assertEquals("of the thread", MDC.get("id"));
                                    throw new IllegalArgumentException();
                                }));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void cx03_emptyAtTheCapture_clearsWhatAThreadInherits() {
        ContextSnapshot empty = ContextCarrier.standard().capture();
        MDC.put("id", "inherited?");
        assertNull(onNewThread(() -> empty.call(() -> MDC.get("id"))));
    }

    @Test
    void cx03_snapshotsNest() {
        MDC.put("id", "outer");
        ContextSnapshot outer = ContextCarrier.standard().capture();
        MDC.put("id", "inner");
        ContextSnapshot inner = ContextCarrier.standard().capture();
        MDC.clear();
        outer.run(
                () -> {
                    inner.run(() -> assertEquals("inner", MDC.get("id")));
                    assertEquals("outer", MDC.get("id"));
                });
        assertNull(MDC.get("id"));
    }

    @Test
    void pb12_mdcOfTheCaller_isThereInTheBody_inEachPoll_andInTheCallback() throws Exception {
        MDC.put("id", "caller");
        ContextSnapshot snapshot = ContextCarrier.standard().capture();
        TaskFuture<String> body = Blocking.supply(() -> MDC.get("id"));
        assertEquals("caller", body.get(20, TimeUnit.SECONDS));
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("carried").build()) {
            int[] polls = new int[1];
            TaskFuture<String> polled =
                    bridge.spawn(
                            snapshot.<String>wrapFuture(
                                    cx -> {
                                        assertEquals("caller", MDC.get("id"));
                                        cx.waker().wake();
                                        return ++polls[0] < 3
                                                ? Poll.pending()
                                                : Poll.ready(MDC.get("id"));
                                    }));
            assertEquals("caller", polled.get(20, TimeUnit.SECONDS));
        }
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        source.thenRun(snapshot.wrapRunnable(() -> seen.complete(MDC.get("id"))));
        onNewThread(() -> source.complete("value"));
        assertEquals("caller", seen.get(20, TimeUnit.SECONDS));
    }

    /** What a thread has that the executor has already is its own matter, whatever the MDC. */
    @Test
    void pb12_mdcOfTheCaller_isNotThereInSupplyAsync_norInACallback() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            pool.submit(() -> {}).get(20, TimeUnit.SECONDS);
            MDC.put("id", "caller");
            CompletableFuture<String> source =
                    CompletableFuture.supplyAsync(() -> "id " + MDC.get("id"), pool);
            assertEquals("id null", source.get(20, TimeUnit.SECONDS));
            CompletableFuture<String> later = new CompletableFuture<>();
            CompletableFuture<String> seen = later.thenApply(value -> "id " + MDC.get("id"));
            pool.execute(() -> later.complete("value"));
            assertEquals("id null", seen.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void cx06_twoFuturesOnOneCarrier_neverMix() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("mix").build()) {
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                MDC.put("id", "id" + i);
                ContextSnapshot snapshot = ContextCarrier.standard().capture();
                tasks.add(bridge.spawn(snapshot.wrapFuture(interleaving("id" + i, 200))));
            }
            for (TaskFuture<Integer> task : tasks) {
                assertEquals(200, task.get(20, TimeUnit.SECONDS));
            }
            assertNull(bridge.<String>spawn(cx -> Poll.ready(MDC.get("left"))).get());
        }
    }

    /** Counts the polls that see their own MDC, spoils it, and gives way. */
    private static PollFuture<Integer> interleaving(String id, int polls) {
        int[] right = new int[1];
        return cx -> {
            if (!Map.of("id", id).equals(MDC.getCopyOfContextMap())) {
                throw new AssertionError(id + " sees " + MDC.getCopyOfContextMap());
            }
            MDC.put("left", id);
            if (++right[0] == polls) {
                return Poll.ready(right[0]);
            }
            cx.waker().wake();
            return Poll.pending();
        };
    }
}
