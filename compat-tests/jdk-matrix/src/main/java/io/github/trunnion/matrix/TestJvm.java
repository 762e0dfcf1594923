package io.github.trunnion.matrix;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the tests of a module on a JDK, on the class path. */
final class TestJvm {
    private static final List<String> MODULES =
            List.of(
                    "futures",
                    "bridge",
                    "loom-adapters/core",
                    "loom-adapters/guava",
                    "loom-adapters/reactive",
                    "loom-adapters/vertx",
                    "loom-adapters/netty",
                    "loom-adapters/junit");
    private static final Pattern TEST_ARGS =
            Pattern.compile("(?s)<test\\.args>(.*?)</test\\.args>");
    private static final Pattern OF_MODULES =
            Pattern.compile("--add-reads\\s+\\S+|--add-(?:opens|exports)\\s+io\\.github\\S+");
    private static final String OPEN = "java.base/java.lang=ALL-UNNAMED";

    private final Path root;
    private final Path work;
    private final String tagsLeftOut;
    private final long limitSeconds;

    TestJvm(Path root, Path work, String tagsLeftOut, long limitSeconds) {
        this.root = root;
        this.work = work;
        this.tagsLeftOut = tagsLeftOut;
        this.limitSeconds = limitSeconds;
    }

    /** The modules that have tests to run. */
    static List<String> modules() {
        return MODULES;
    }

    Counts run(Jdk jdk, boolean open, String module) throws IOException, InterruptedException {
        Path folder =
                Files.createDirectories(
                        work.resolve(jdk.major() + (open ? "-carrier" : "-hosted"))
                                .resolve(module.replace('/', '-')));
        Path result = folder.resolve("result.txt");
        Path output = folder.resolve("output.txt");
        Files.deleteIfExists(result);
        Process jvm =
                new ProcessBuilder(command(jdk, open, module, result))
                        .directory(root.resolve(module).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            jvm.getOutputStream().close();
            boolean ended = jvm.waitFor(limitSeconds, TimeUnit.SECONDS);
            if (Files.exists(result)) {
                return Counts.read(Files.readAllLines(result));
            }
            String end =
                    ended
                            ? "the JVM ended with exit code " + jvm.exitValue()
                            : "not done in " + limitSeconds + " s";
            return new Counts(
                    0,
                    List.of(module + ": " + end + ", see " + root.relativize(output)),
                    List.of());
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private List<String> command(Jdk jdk, boolean open, String module, Path result)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(requireNonNull(jdk.home()).resolve("bin").resolve("java").toString());
        command.add("-ea");
        command.addAll(testArgs(module));
        if (open) {
            command.add("--add-opens");
            command.add(OPEN);
        }
        command.add("-cp");
        command.add(classPath(module));
        command.add(TestRun.class.getName());
        command.add(result.toString());
        command.add(testClasses(module).toString());
        command.add(tagsLeftOut);
        return command;
    }

    private Path testClasses(String module) {
        Path folder = root.resolve(module).resolve("target").resolve("test-classes");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    folder + " does not exist; build without -Dmaven.test.skip.");
        }
        return folder;
    }

    /** Each module in its own folder: a test looks at where the classes come from. */
    private String classPath(String module) {
        Stream<Path> main =
                MODULES.stream().map(m -> root.resolve(m).resolve("target").resolve("classes"));
        return Stream.of(
                        main.map(Path::toString),
                        Stream.of(testClasses(module).toString()),
                        Stream.of(System.getProperty("java.class.path")))
                .flatMap(part -> part)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The JVM flags that a module's pom gives to its tests, for the class path. */
    private List<String> testArgs(String module) throws IOException {
        Matcher args = TEST_ARGS.matcher(Files.readString(root.resolve(module).resolve("pom.xml")));
        if (!args.find()) {
            return List.of();
        }
        String flags =
                OF_MODULES
                        .matcher(args.group(1))
                        .replaceAll("")
                        .replaceAll("=io\\.github\\.[\\w.]+", "=ALL-UNNAMED")
                        .strip();
        return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
    }
}
