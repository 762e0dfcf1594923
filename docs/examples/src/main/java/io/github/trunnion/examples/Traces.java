package io.github.trunnion.examples;

import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Rethrow;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        List<List<String>> columns = new ArrayList<>();
        ways.forEach((name, way) -> columns.add(column(name, way)));
        print(columns, out);
    }

    private static int lookUp() {
        throw new IllegalStateException("no price today");
    }

    /** Who waits. */
    private static String report(Callable<String> price) throws Exception {
        return "It costs " + price.call();
    }

    private static List<String> column(String name, Callable<String> way) {
        List<String> lines = new ArrayList<>(List.of(name, "-".repeat(WIDTH - 2)));
        try {
            lines.add(way.call());
        } catch (Exception thrown) {
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                lines.add((t == thrown ? "" : "caused by ") + t.getClass().getSimpleName());
                StackTraceElement[] trace = t.getStackTrace();
                for (int i = 0; i < Math.min(DEEPEST, trace.length); i++) {
                    lines.add("  " + shortened(trace[i]));
                }
                if (trace.length > DEEPEST) {
                    lines.add("  ... " + (trace.length - DEEPEST) + " more");
                }
            }
        }
        return lines;
    }

    private static String shortened(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    }

    private static void print(List<List<String>> columns, PrintStream out) {
        int rows = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            for (List<String> column : columns) {
                String cell = row < column.size() ? column.get(row) : "";
                line.append(
                        ("%-" + WIDTH + "s")
                                .formatted(
                                        cell.length() < WIDTH
                                                ? cell
                                                : cell.substring(0, WIDTH - 2) + "~"));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
