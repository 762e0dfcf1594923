package io.github.trunnion.guides;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java files, parsed by the compiler: comments and strings are never taken for code. */
final class Sources {
    private Sources() {}

    /** Parsed files, and where in them things are. */
    record Parsed(List<CompilationUnitTree> units, SourcePositions positions) {}

    /** Parses the files; one that cannot be parsed is an error. */
    static List<CompilationUnitTree> parse(List<Path> files) {
        return files.isEmpty() ? List.of() : parseWithPositions(files).units();
    }

    static Parsed parseWithPositions(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    problems,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            if (!problems.getDiagnostics().isEmpty()) {
                throw new IllegalStateException("Not parsed: " + problems.getDiagnostics());
            }
            return new Parsed(units, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
