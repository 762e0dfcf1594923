package io.github.trunnion.mutations;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts a JVM that has edited classes in front of its class path, and waits for its verdict. */
final class TestJvm {
    private static final Pattern TEST_ARGS =
            Pattern.compile("(?s)<test\\.args>(.*?)</test\\.args>");
    private static final Pattern OF_MODULES =
            Pattern.compile("--add-reads\\s+\\S+|--add-(?:opens|exports)\\s+io\\.github\\S+");

    private final Path root = SourceTree.root();
    private final Path work;
    private final long limitSeconds;

    /** Where test classes are, by their simple names, in the order in which they run. */
    private final Map<Path, List<String>> testClasses = new LinkedHashMap<>();

    TestJvm(Path work, long limitSeconds) throws IOException {
        this.work = work;
        this.limitSeconds = limitSeconds;
        for (String module : EditedClasses.MODULES) {
            testClasses.put(root.resolve(module), testsOf(root.resolve(module)));
        }
    }

    private static List<String> testsOf(Path module) throws IOException {
        Path folder = testClassesOf(module);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    folder + " does not exist; build without -Dmaven.test.skip.");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith("Test.class") && !name.contains("$"))
                    .filter(name -> !name.endsWith("ArchitectureTest.class")) // no edit's behaviour
                    .map(name -> name.replace(".class", "").replace(File.separatorChar, '.'))
                    .sorted()
                    .toList();
        }
    }

    private static Path testClassesOf(Path module) {
        return module.resolve("target").resolve("test-classes");
    }

    /** Runs all tests of a module against the code as it is. */
    Verdict runUnedited(Path module) throws IOException, InterruptedException {
        Files.deleteIfExists(times(module));
        return run("unedited-" + module.getFileName(), module, Map.of(), tests(module, List.of()));
    }

    /** Runs the tests of the edit's module against edited classes, first those that may kill it. */
    Verdict run(Edit edit) throws IOException, InterruptedException {
        Path module = SourceTree.module(edit);
        List<String> tests = tests(module, edit.killedBy());
        return run(edit.name(), module, EditedClasses.compile(edit), tests);
    }

    private Path times(Path module) {
        return work.resolve("times-" + module.getFileName() + ".txt");
    }

    private List<String> tests(Path module, List<String> first) {
        List<String> order = new ArrayList<>();
        for (String test : first) {
            int dot = test.indexOf('.');
            String simpleName = dot < 0 ? test : test.substring(0, dot);
            String className =
                    testClasses.values().stream()
                            .flatMap(List::stream)
                            .filter(name -> name.endsWith("." + simpleName))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "There is no test class " + simpleName + "."));
            order.add(dot < 0 ? className : className + "#" + test.substring(dot + 1));
        }
        testClasses.getOrDefault(module, List.of()).stream()
                .filter(name -> !order.contains(name))
                .forEach(order::add);
        return order;
    }

    private Verdict run(String name, Path module, Map<String, byte[]> classes, List<String> tests)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve(name));
        Path edited = folder.resolve("classes");
        for (Map.Entry<String, byte[]> type : classes.entrySet()) {
            Path file = edited.resolve(type.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, type.getValue());
        }
        Path verdict = folder.resolve("verdict.txt");
        Files.deleteIfExists(verdict);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")); // JVMs start often
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED")); // carrier mode
        command.addAll(testArgs(module));
        command.addAll(List.of("-cp", classPath(edited), TestRun.class.getName()));
        command.add(verdict.toString());
        command.add(times(module).toString());
        command.addAll(tests);
        Process jvm =
                new ProcessBuilder(command)
                        .directory(module.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output.txt").toFile())
                        .start();
        try {
            jvm.getOutputStream().close();
            boolean ended = jvm.waitFor(limitSeconds, TimeUnit.SECONDS);
            if (Files.exists(verdict)) {
                return Verdict.read(Files.readString(verdict));
            }
            return new Verdict(
                    Verdict.Kind.DIED,
                    "the JVM",
                    ended ? "exit code " + jvm.exitValue() : "not done in " + limitSeconds + " s");
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private String classPath(Path edited) {
        Stream<Path> ours =
                testClasses.keySet().stream()
                        .flatMap(m -> Stream.of(SourceTree.classes(m), testClassesOf(m)));
        return Stream.of(
                        Stream.of(edited.toString()),
                        ours.map(Path::toString),
                        Stream.of(System.getProperty("java.class.path")))
                .flatMap(part -> part)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The JVM flags that a module's pom gives to its tests, for the class path. */
    private static List<String> testArgs(Path module) throws IOException {
        Matcher args = TEST_ARGS.matcher(Files.readString(module.resolve("pom.xml")));
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
