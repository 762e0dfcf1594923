package io.github.trunnion.examples;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Rethrow;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Prints the traces of one failure side by side: through {@code join}, through {@code get}, and
 * through an await with each way to throw it.
 *
 * <p>A price is looked up by an asynchronous client whose failure is found two stages later, and
 * waited for in {@link #report}. Look for the columns that name both {@code report}, which waited,
 * and {@code lookUp}, which failed, and for how far down they do.
 */
public final class Traces {
    private static final int WIDTH = 40;
    private static final int DEEPEST = 12;

    private Traces() {}

    /** Runs the program. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        CompletableFuture<String> price =
                CompletableFuture.supplyAsync(Traces::lookUp)
                        .thenApply(cents -> cents / 100)
                        .thenApply(euros -> euros + " EUR");
        Map<String, Callable<String>> ways = new LinkedHashMap<>();
        ways.put("join()", () -> report(price::join));
        ways.put("get()", () -> report(price::get));
        for (Rethrow mode : Rethrow.values()) {
            ways.put(
                    "Await, " + mode,
                    () -> report(() -> Await.with().rethrow(mode).<String>await(price)));
        }
        TraceColumns columns = new TraceColumns(WIDTH, DEEPEST);
        ways.forEach((name, way) -> columns.add(name, thrownBy(way)));
        columns.lines().forEach(out::println);
    }

    private static int lookUp() {
        throw new IllegalStateException("no price today");
    }

    /** Who waits. */
    private static String report(Callable<String> price) throws Exception {
        return "It costs " + price.call();
    }

    private static @Nullable Throwable thrownBy(Callable<String> way) {
        try {
            way.call();
            return null;
        } catch (Exception thrown) {
            return thrown;
        }
    }
}
