package io.github.trunnion.mutations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Applies each edit of the catalogue, runs the tests against it, and says which test kills it.
 *
 * <p>First the tests run against the code as it is, where all must pass. The exit code is 1 if they
 * do not, or if an edit survives.
 */
public final class Mutations {
    private static final long LIMIT_SECONDS = 600;

    private Mutations() {}

    /** An edit and what became of it. */
    private record Result(Edit edit, Verdict verdict, double seconds) {
        String row() {
            return "| %s | %s | %s | %s | %.1f |"
                    .formatted(
                            edit.name(),
                            String.join(", ", edit.rules()),
                            KillTable.killer(verdict),
                            cell(verdict.message()),
                            seconds);
        }

        private static String cell(String text) {
            String line = text.length() <= 160 ? text : text.substring(0, 160) + "...";
            return line.replace("|", "\\|");
        }
    }

    /**
     * Runs the program; {@code -Dtable=apply} writes the table of {@code docs/mutations.md} anew,
     * {@code -Dunedited=skip} is for trying an edit that is being written.
     *
     * @param args the beginnings of the names of the edits to try; none means all of them
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        List<Edit> edits = new ArrayList<>(Edits.all());
        if (args.length > 0) {
            edits.removeIf(edit -> !startsWithOneOf(edit.name(), args));
        }
        if (edits.isEmpty()) {
            throw new IllegalArgumentException(
                    "No edit begins with one of " + List.of(args) + "; there are " + Edits.all());
        }
        Path work = SourceTree.root().resolve("compat-tests/mutations/target/mutations");
        TestJvm jvm = new TestJvm(work, LIMIT_SECONDS);
        if (!"skip".equals(System.getProperty("unedited")) && !uneditedPasses(jvm, edits)) {
            System.exit(1);
        }
        List<Result> results = runAll(jvm, edits);
        report(edits, results, work.resolve("table.md"));
        if ("apply".equals(System.getProperty("table"))) {
            KillTable table = KillTable.ofDocs();
            results.forEach(result -> table.put(result.edit, result.verdict));
            table.write(Edits.all());
        }
        System.exit(results.stream().allMatch(result -> result.verdict.killed()) ? 0 : 1);
    }

    private static boolean startsWithOneOf(String name, String[] beginnings) {
        for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean uneditedPasses(TestJvm jvm, List<Edit> edits)
            throws IOException, InterruptedException {
        Set<Path> modules = new LinkedHashSet<>();
        edits.forEach(edit -> modules.add(SourceTree.module(edit)));
        for (Path module : modules) {
            long start = System.nanoTime();
            Verdict verdict = jvm.runUnedited(module);
            if (verdict.killed()) {
                System.out.println("The tests fail without any edit, so they prove nothing:");
                System.out.println(verdict);
                return false;
            }
            System.out.printf(
                    "unedited %s: %s passed, %.1f s%n",
                    module.getFileName(), verdict.test(), secondsSince(start));
        }
        return true;
    }

    /** Several at a time, since an edit that makes a test hang needs no processor. */
    private static List<Result> runAll(TestJvm jvm, List<Edit> edits) throws InterruptedException {
        int workers = Integer.getInteger("workers", 2);
        List<Edit> tried = edits.stream().filter(edit -> !edit.needsInterleavings()).toList();
        AtomicInteger done = new AtomicInteger();
        List<Future<Result>> futures = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            for (Edit edit : tried) {
                futures.add(
                        pool.submit(
                                () -> {
                                    Result result = run(jvm, edit);
                                    System.out.printf(
                                            "[%d/%d] %s %s, %.1f s%n",
                                            done.incrementAndGet(),
                                            tried.size(),
                                            edit,
                                            result.verdict,
                                            result.seconds);
                                    return result;
                                }));
            }
            for (Future<Result> future : futures) {
                results.add(future.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("An edit could not be tried.", failed.getCause());
        }
        return results;
    }

    private static Result run(TestJvm jvm, Edit edit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Verdict verdict = jvm.run(edit);
        return new Result(edit, verdict, secondsSince(start));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static void report(List<Edit> edits, List<Result> results, Path file)
            throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| edit | rules | killed by | message | seconds |");
        lines.add("|---|---|---|---|---|");
        results.forEach(result -> lines.add(result.row()));
        Files.write(file, lines);
        System.out.println();
        lines.forEach(System.out::println);
        System.out.println();
        long survived = results.stream().filter(result -> !result.verdict.killed()).count();
        System.out.printf(
                "%d edits, %d killed, %d survived, %d left to the interleavings. Table: %s%n",
                edits.size(),
                results.size() - survived,
                survived,
                edits.size() - results.size(),
                file);
    }
}
