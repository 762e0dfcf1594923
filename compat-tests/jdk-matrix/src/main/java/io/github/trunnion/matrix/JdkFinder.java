package io.github.trunnion.matrix;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks for JDKs: where {@code JAVA21_HOME} and the like say, the one that this program runs on,
 * the system's JVM folder, and those that were fetched.
 */
final class JdkFinder {
    private static final long FETCH_SECONDS = 600;

    private final Map<String, String> environment;
    private final List<Path> folders;
    private final Path fetched;
    private final Path fetchScript;

    /**
     * Makes a finder.
     *
     * @param environment of the process
     * @param folders that hold JDKs
     * @param fetched where the script puts them
     * @param fetchScript gets one that is not here
     */
    JdkFinder(Map<String, String> environment, List<Path> folders, Path fetched, Path fetchScript) {
        this.environment = environment;
        this.folders = folders;
        this.fetched = fetched;
        this.fetchScript = fetchScript;
    }

    Jdk find(int major, Set<Integer> toFetch) throws IOException, InterruptedException {
        String variable = "JAVA" + major + "_HOME";
        String home = environment.get(variable);
        if (home != null && !home.isBlank()) {
            return Jdk.in(Path.of(home), major, variable);
        }
        Jdk own = Jdk.in(Path.of(System.getProperty("java.home")), major, "java.home");
        if (own.isHere()) {
            return own;
        }
        for (Path folder : folders) {
            Jdk installed = installed(folder, major);
            if (installed != null) {
                return installed;
            }
        }
        Jdk before = Jdk.in(fetched.resolve("jdk-" + major), major, "the fetched one");
        if (before.isHere()) {
            return before;
        }
        return toFetch.contains(major)
                ? fetch(major)
                : Jdk.missing(major, variable + " is not set; -Dfetch.jdks=" + major + " gets it");
    }

    private static @Nullable Jdk installed(Path folder, int major) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.sorted()
                    .map(home -> Jdk.in(home, major, home.toString()))
                    .filter(Jdk::isHere)
                    .findFirst()
                    .orElse(null);
        }
    }

    private Jdk fetch(int major) throws IOException, InterruptedException {
        File output = File.createTempFile("fetch-jdk", ".txt");
        try {
            Process script =
                    new ProcessBuilder(
                                    fetchScript.toString(),
                                    String.valueOf(major),
                                    fetched.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(output)
                            .start();
            script.getOutputStream().close();
            boolean ended = script.waitFor(FETCH_SECONDS, TimeUnit.SECONDS);
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly().waitFor();
            List<String> lines = Files.readAllLines(output.toPath());
            String last = lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
            if (!ended) {
                return Jdk.missing(major, "not fetched in " + FETCH_SECONDS + " s: " + last);
            }
            return script.exitValue() == 0
                    ? Jdk.in(Path.of(last), major, "the fetched one")
                    : Jdk.missing(major, last);
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }
}
