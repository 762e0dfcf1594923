package io.github.trunnion.rewrite;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.ScanningRecipe;
import org.openrewrite.SourceFile;
import org.openrewrite.Tree;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.marker.SearchResult;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Takes stock of a code base before it moves: where it makes, combines, awaits and drops futures.
 *
 * <p>It changes nothing. Each place is marked, is a row of {@link CompletableFutureUses} and counts
 * in {@link CompletableFutureCounts}.
 */
public final class FindCompletableFutureUse
        extends ScanningRecipe<FindCompletableFutureUse.Counts> {
    private final transient CompletableFutureUses uses = new CompletableFutureUses(this);
    private final transient CompletableFutureCounts counts = new CompletableFutureCounts(this);

    /** Makes the recipe. */
    public FindCompletableFutureUse() {}

    /** What has been counted. */
    public static final class Counts {
        private final Map<UseKind, int[]> placesAndFiles = new EnumMap<>(UseKind.class);

        private Counts() {}

        private void add(List<UseFinder.Use> found) {
            found.stream()
                    .collect(Collectors.groupingBy(UseFinder.Use::kind, Collectors.counting()))
                    .forEach(this::add);
        }

        private void add(UseKind kind, long places) {
            int[] both = placesAndFiles.computeIfAbsent(kind, none -> new int[2]);
            both[0] += (int) places;
            both[1]++;
        }
    }

    @Override
    public String getDisplayName() {
        return "Find uses of `CompletableFuture`";
    }

    @Override
    public String getDescription() {
        return "Marks and counts where futures are made, awaited, combined, timed out and dropped,"
                + " executors, `Async` methods without an executor, and public methods that take or"
                + " return stages.";
    }

    @Override
    public Counts getInitialValue(ExecutionContext ctx) {
        return new Counts();
    }

    @Override
    public TreeVisitor<?, ExecutionContext> getScanner(Counts acc) {
        return new TreeVisitor<Tree, ExecutionContext>() {
            @Override
            public @Nullable Tree visit(@Nullable Tree tree, ExecutionContext ctx) {
                if (tree instanceof J.CompilationUnit file) {
                    List<UseFinder.Use> found = UseFinder.find(file);
                    acc.add(found);
                    insert(file, found, ctx);
                }
                return tree;
            }
        };
    }

    private void insert(J.CompilationUnit file, List<UseFinder.Use> found, ExecutionContext ctx) {
        if (found.isEmpty()) {
            return;
        }
        Map<UUID, Integer> lines = Lines.of(file, UseFinder.byTree(found).keySet());
        for (UseFinder.Use use : found) {
            uses.insertRow(
                    ctx,
                    new CompletableFutureUses.Row(
                            file.getSourcePath().toString(),
                            use.className(),
                            use.methodName(),
                            lines.getOrDefault(use.id(), 0),
                            use.kind().label(),
                            use.text()));
        }
    }

    @Override
    public Collection<? extends SourceFile> generate(Counts acc, ExecutionContext ctx) {
        acc.placesAndFiles.forEach(
                (kind, both) ->
                        counts.insertRow(
                                ctx,
                                new CompletableFutureCounts.Row(kind.label(), both[0], both[1])));
        return List.of();
    }

    @Override
    public TreeVisitor<?, ExecutionContext> getVisitor(Counts acc) {
        return new TreeVisitor<Tree, ExecutionContext>() {
            @Override
            public @Nullable Tree visit(@Nullable Tree tree, ExecutionContext ctx) {
                return tree instanceof J.CompilationUnit file ? mark(file) : tree;
            }
        };
    }

    private static Tree mark(J.CompilationUnit file) {
        Map<UUID, Set<UseKind>> kinds = UseFinder.byTree(UseFinder.find(file));
        if (kinds.isEmpty()) {
            return file;
        }
        return new JavaVisitor<Integer>() {
            @Override
            public J postVisit(J tree, Integer none) {
                Set<UseKind> of = kinds.get(tree.getId());
                if (of == null) {
                    return tree;
                }
                String text = of.stream().map(UseKind::label).collect(Collectors.joining("; "));
                return requireNonNull(SearchResult.found(tree, text));
            }
        }.visitNonNull(file, 0);
    }
}
