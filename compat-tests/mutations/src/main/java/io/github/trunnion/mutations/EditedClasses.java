package io.github.trunnion.mutations;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles edited files in this process, against the classes that Maven has compiled. */
public final class EditedClasses {
    static final List<String> MODULES =
            List.of("futures", "bridge", "loom-adapters/core", "loom-adapters/netty");

    /** What the files are compiled to as they are, by their paths. */
    private static final Map<String, Map<String, byte[]>> UNEDITED = new ConcurrentHashMap<>();

    private EditedClasses() {}

    /**
     * Compiles the file of an edit. Constants that other files have inlined keep their old value
     * there.
     *
     * @param edit the edit
     * @return the classes of that file that the edit changes or adds, by their binary names
     * @throws IllegalArgumentException if the edit does not apply, does not compile, or changes no
     *     class
     */
    public static Map<String, byte[]> compile(Edit edit) {
        String source = SourceTree.read(edit);
        Map<String, byte[]> after = new LinkedHashMap<>(compile(edit, edit.applyTo(source)));
        Map<String, byte[]> before =
                UNEDITED.computeIfAbsent(edit.file(), file -> compile(edit, source));
        after.entrySet().removeIf(c -> Arrays.equals(c.getValue(), before.get(c.getKey())));
        if (after.isEmpty()) {
            throw new IllegalArgumentException("The edit " + edit + " changes no class.");
        }
        return after;
    }

    private static synchronized SortedMap<String, byte[]> compile(Edit edit, String source) {
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        Output output = new Output(Javac.FILES);
        // -g:source,vars without lines: a line more or less is no change of a class
        List<String> options =
                List.of(
                        "-source", // not --release, which opens the JDK's signatures each time
                        "21",
                        "-target",
                        "21",
                        "-proc:none",
                        "-implicit:none",
                        "-parameters",
                        "-g:source,vars",
                        "-Xlint:none",
                        "-cp",
                        classPath());
        boolean compiled =
                Javac.COMPILER
                        .getTask(
                                null,
                                output,
                                said,
                                options,
                                null,
                                List.of(new Source(edit, source)))
                        .call();
        if (!compiled) {
            throw new IllegalArgumentException(
                    "The edit "
                            + edit
                            + " does not compile:\n"
                            + said.getDiagnostics().stream()
                                    .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                                    .map(d -> d.getMessage(Locale.ROOT))
                                    .collect(Collectors.joining("\n")));
        }
        return output.bytes();
    }

    private static String classPath() {
        Stream<String> ours =
                MODULES.stream()
                        .map(module -> SourceTree.root().resolve(module))
                        .map(SourceTree::classes)
                        .map(Path::toString);
        Stream<String> others =
                Stream.of("java.class.path", "jdk.module.path")
                        .map(property -> System.getProperty(property, ""))
                        .filter(path -> !path.isEmpty());
        return Stream.concat(ours, others).collect(Collectors.joining(File.pathSeparator));
    }

    /** Opened once, for what it reads of the JDK and of the class path. */
    private static final class Javac {
        static final JavaCompiler COMPILER =
                requireNonNull(
                        ToolProvider.getSystemJavaCompiler(),
                        "This JVM has no compiler; run on a JDK.");
        static final StandardJavaFileManager FILES =
                COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String content;

        Source(Edit edit, String content) {
            super(URI.create("string:///" + edit.file()), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Output(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            String uri = "bytes:///" + className.replace('.', '/') + kind.extension;
            return new SimpleJavaFileObject(URI.create(uri), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        SortedMap<String, byte[]> bytes() {
            SortedMap<String, byte[]> bytes = new TreeMap<>();
            written.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }
    }
}
