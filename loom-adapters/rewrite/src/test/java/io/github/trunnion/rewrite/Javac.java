package io.github.trunnion.rewrite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final Pattern NAME =
            Pattern.compile(
                    "package (\\w+);.*?\\b(?:class|interface|record|enum) (\\w+)", Pattern.DOTALL);

    private Javac() {}

    /** Compiles files with the class path of the tests; an error fails. */
    static void compile(List<String> sources) {
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            files.add(new Source(nameOf(source), source));
        }
        List<String> errors = errors(files, System.getProperty("java.class.path"));
        if (!errors.isEmpty()) {
            throw new AssertionError(String.join("\n", errors));
        }
    }

    private static String nameOf(String source) {
        Matcher name = NAME.matcher(source);
        if (!name.find()) {
            throw new AssertionError("no package and type in\n" + source);
        }
        return name.group(1) + "/" + name.group(2) + ".java";
    }

    /** A file that is in memory. */
    static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
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
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
