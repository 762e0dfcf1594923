package io.github.trunnion.guides.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.guides.Guide;
import io.github.trunnion.loom.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The traces in the migration guide are those of this program. */
@Timeout(60)
class TracesTest {
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    // region mg-traces
    String bill(Callable<Integer> total) throws Exception {
        return "total: " + total.call();
    }

    CompletableFuture<Integer> price() {
        return CompletableFuture.supplyAsync(this::lookUp, pool).thenApply(price -> price * 2);
    }

    private int lookUp() {
        throw new IllegalStateException("no price today");
    }

    // endregion

    @Test
    void tracesBeforeAndAfter_asInTheGuide() throws Exception {
        try {
            // The stage is done when it is joined, so both see the same end of it.
            CompletableFuture<Integer> price = price();
            price.exceptionally(e -> 0).join();
            List<String> lines = new ArrayList<>();
            lines.add("// before: bill(() -> price().join())");
            trace(lines, () -> bill(price::join));
            lines.add("");
            lines.add("// after: bill(() -> Await.await(price()))");
            trace(lines, () -> bill(() -> Await.await(price)));
            String text = String.join("\n", lines) + "\n";
            assertTrue(text.contains("TracesTest.lookUp"), text);
            Guide.MIGRATION.checkText("traces", text);
        } finally {
            pool.shutdown();
        }
    }

    private static void trace(List<String> lines, Callable<?> call) {
        Throwable thrown = null;
        try {
            call.call();
        } catch (Exception e) {
            thrown = e;
        }
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            lines.add((t == thrown ? "" : "Caused by: ") + t);
            int ofOthers = 0;
            for (StackTraceElement frame : t.getStackTrace()) {
                if (!frame.getClassName().equals(TracesTest.class.getName())) {
                    ofOthers++;
                    continue;
                }
                if (frame.getMethodName().startsWith("lambda$")
                        || frame.getMethodName().startsWith("trace")) {
                    continue; // how this test calls
                }
                if (ofOthers > 0) {
                    lines.add("    ...");
                }
                ofOthers = 0;
                lines.add("    at TracesTest." + frame.getMethodName());
            }
            if (ofOthers > 0 && t.getStackTrace().length == ofOthers) {
                lines.add("    ...");
            }
        }
    }

    @Test
    void tracesTold_causesAreThere() {
        List<String> lines = new ArrayList<>();
        trace(
                lines,
                () -> {
                    throw new IllegalStateException("outer", new RuntimeException("inner"));
                });
        assertEquals("java.lang.IllegalStateException: outer", lines.get(0));
        assertTrue(lines.contains("Caused by: java.lang.RuntimeException: inner"), lines::toString);
    }
}
