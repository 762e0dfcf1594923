package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.Parser;
import org.openrewrite.Recipe;
import org.openrewrite.RecipeRun;
import org.openrewrite.Result;
import org.openrewrite.SourceFile;
import org.openrewrite.internal.InMemoryLargeSourceSet;
import org.openrewrite.java.JavaParser;
import org.openrewrite.java.tree.J;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;

/**
 * The recipes on sources of somebody else: {@code Trial <sources> <class path> <output>}, where the
 * sources are a folder or a jar, and the class path is what they need without trunnion.
 *
 * <p>Prints the counts of the inventory and what each recipe changes, writes the changed files to
 * the output, and says whether all sources compile before and after. Fails if something that
 * compiled does so no more.
 */
final class Trial {
    private static final int MOST_ERRORS = 20;
    private static final Pattern OURS = Pattern.compile("Await\\.await\\(|Blocking\\.");

    private Trial() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException(
                    "Give sources (folder or jar), class path and output: -Dsources=… -Dclasspath=…"
                            + " -Dout=…");
        }
        Map<String, String> before = read(Path.of(args[0]));
        List<Path> classPath =
                Stream.of(args[1].split(File.pathSeparator))
                        .filter(entry -> !entry.isBlank())
                        .map(Path::of)
                        .toList();
        say("%d files", before.size());
        List<SourceFile> trees = parse(before, classPath);
        takeStock(trees);
        Map<String, String> after = new LinkedHashMap<>(before);
        for (Recipe recipe : new MigrateToAwait().getRecipeList()) {
            apply(recipe, trees, null);
        }
        apply(new MigrateToAwait(), trees, after);
        write(before, after, Path.of(args[2]));
        String withLoom = args[1] + File.pathSeparator + System.getProperty("java.class.path");
        List<String> old = compile(before, withLoom);
        say("before: %s", old.isEmpty() ? "compiles" : old.size() + " errors");
        List<String> now = compile(after, withLoom);
        say("after: %s", now.isEmpty() ? "compiles" : now.size() + " errors");
        if (now.size() > old.size()) {
            now.stream()
                    .filter(e -> !old.contains(e))
                    .limit(MOST_ERRORS)
                    .forEach(e -> say("%s", e));
            throw new AssertionError("The recipes broke something.");
        }
    }

    private static List<SourceFile> parse(Map<String, String> sources, List<Path> classPath) {
        ExecutionContext ctx = context();
        long begin = System.nanoTime();
        List<SourceFile> trees =
                JavaParser.fromJavaVersion()
                        .classpath(classPath)
                        .logCompilationWarningsAndErrors(false)
                        .build()
                        .parseInputs(
                                sources.entrySet().stream()
                                        .map(
                                                source ->
                                                        Parser.Input.fromString(
                                                                Path.of(source.getKey()),
                                                                source.getValue()))
                                        .toList(),
                                null,
                                ctx)
                        .toList();
        say("parsed %d in %d s", trees.size(), (System.nanoTime() - begin) / 1_000_000_000);
        return trees;
    }

    private static void takeStock(List<SourceFile> trees) {
        Map<UseKind, Integer> places = new LinkedHashMap<>();
        Map<UseKind, Set<String>> files = new LinkedHashMap<>();
        for (SourceFile tree : trees) {
            if (tree instanceof J.CompilationUnit file) {
                for (UseFinder.Use use : UseFinder.find(file)) {
                    places.merge(use.kind(), 1, Integer::sum);
                    files.computeIfAbsent(use.kind(), k -> new TreeSet<>())
                            .add(file.getSourcePath().toString());
                }
            }
        }
        for (UseKind kind : UseKind.values()) {
            say(
                    "  %-24s %5d places in %d files",
                    kind.label(),
                    places.getOrDefault(kind, 0),
                    files.getOrDefault(kind, Set.of()).size());
        }
    }

    private static void apply(
            Recipe recipe, List<SourceFile> trees, @Nullable Map<String, String> into) {
        RecipeRun run = recipe.run(new InMemoryLargeSourceSet(trees), context(), 3, 1);
        List<Result> results = run.getChangeset().getAllResults();
        int lines = 0;
        for (Result result : results) {
            SourceFile changed = result.getAfter();
            if (changed != null) {
                lines +=
                        (int)
                                result.diff()
                                        .lines()
                                        .filter(
                                                l ->
                                                        l.startsWith("+")
                                                                        && l.contains(
                                                                                "Await.await(")
                                                                || l.startsWith("+")
                                                                        && l.contains("Blocking."))
                                        .count();
                if (into != null) {
                    into.put(changed.getSourcePath().toString(), changed.printAll());
                }
            }
        }
        say("%s: %d files, %d lines", recipe.getClass().getSimpleName(), results.size(), lines);
    }

    private static ExecutionContext context() {
        return new InMemoryExecutionContext(e -> say("error: %s", e));
    }

    private static Map<String, String> read(Path sources) throws IOException {
        if (Files.isDirectory(sources)) {
            return readFolder(sources);
        }
        try (FileSystem jar = FileSystems.newFileSystem(sources)) {
            return readFolder(jar.getPath("/"));
        }
    }

    private static Map<String, String> readFolder(Path root) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted().toList()) {
                String name = root.relativize(file).toString();
                if (name.endsWith(".java") && !name.endsWith("module-info.java")) {
                    sources.put(name, Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static void write(Map<String, String> before, Map<String, String> after, Path out) {
        after.forEach(
                (name, source) -> {
                    if (!source.equals(before.get(name))) {
                        try {
                            Path file = out.resolve(name);
                            Files.createDirectories(file.getParent());
                            Files.writeString(file, source);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                });
    }

    private static List<String> compile(Map<String, String> sources, String classPath) {
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, source) -> files.add(new Javac.Source(name, source)));
        return Javac.errors(files, classPath);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(format, values));
    }
}
