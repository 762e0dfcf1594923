package io.github.trunnion.rewrite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The compiler of this JDK. */
final class Javac {
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

    private Javac() {}

    /** Compiles one file with the class path of the tests. */
    static void compile(String source) {
        Matcher type = TYPE.matcher(source);
        if (!type.find()) {
            throw new AssertionError("no type in\n" + source);
        }
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + type.group(1) + ".java"),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        List<String> errors = errors(List.of(file), System.getProperty("java.class.path"));
        if (!errors.isEmpty()) {
            throw new AssertionError(String.join("\n", errors) + "\n" + source);
        }
    }

    /** Compiles files; nothing is kept but the errors. */
    static List<String> errors(Iterable<JavaFileObject> files, String classPath) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try {
            Path out = Files.createTempDirectory("javac");
            try {
                compiler.getTask(
                                null,
                                null,
                                found,
                                List.of(
                                        "-proc:none",
                                        "-nowarn",
                                        "-Xmaxerrs",
                                        "100000",
                                        "-cp",
                                        classPath,
                                        "-d",
                                        out.toString()),
                                null,
                                files)
                        .call();
            } finally {
                delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.getDiagnostics().stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
