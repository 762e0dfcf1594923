package io.github.trunnion.bridge;

import io.github.trunnion.futures.PollFuture;

import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM of its own for what could harm this one, with a hard time limit. */
final class ChildJvm {
    static final String OPEN = "--add-opens java.base/java.lang=ALL-UNNAMED";
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** Options of the JVM, separated by blanks. */
    ChildJvm options(String text) {
        options.addAll(Arrays.asList(text.split(" ")));
        return this;
    }

    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Where a class, or the package of a module that the tests patch, was loaded from. */
    static Path root(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource('/' + name);
        String text = String.valueOf(url);
        String file = text.startsWith("jar:") ? text.substring(4, text.indexOf("!/")) : text;
        Path path = Path.of(URI.create(file));
        return text.startsWith("jar:") ? path : path.resolve(up(name)).normalize();
    }

    private static String up(String name) {
        return "../".repeat((int) name.chars().filter(c -> c == '/').count() + 1);
    }

    /** What the bridge needs, without the tests. */
    static List<Path> libraries() throws IOException {
        return List.of(
                root(BridgeExecutor.class),
                root(PollFuture.class),
                root(LoggerFactory.class),
                root(LoggerFactory.getILoggerFactory().getClass()));
    }

    /** Folders of the class path that have classes of the bridge: edited ones may come first. */
    private static List<Path> bridgeFolders() {
        String packageFolder = BridgeExecutor.class.getPackageName().replace('.', '/');
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(folder -> Files.isDirectory(folder.resolve(packageFolder)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static String path(List<Path> paths) {
        return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
    }

    /** Runs a main class of the tests on the class path. */
    Result run(Class<?> main, String... arguments) throws Exception {
        List<Path> paths = bridgeFolders();
        paths.addAll(libraries());
        paths.add(root(main));
        List<String> command = new ArrayList<>(List.of("-cp", path(paths), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return start(command);
    }

    /** Runs with what follows the options on the command line. */
    Result start(List<String> launch) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(launch);
        Path output = Files.createTempFile("trunnion-child", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().remove("JDK_JAVA_OPTIONS");
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().putAll(environment);
            java.lang.Process process = builder.start();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        command + " did not end in time: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    /** What a child has left behind. */
    record Result(int exit, String output) {
        /** The value that it printed as {@code name=value}. */
        String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in: " + output));
        }
    }
}
