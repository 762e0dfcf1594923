package io.github.trunnion.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the tests of the published modules on each JDK, in hosted mode and with java.lang open, and
 * prints a table. System properties say more, see the pom. The exit code is 1 if a test has failed,
 * or if a JDK that is required is not to be had.
 */
public final class JdkMatrix {
    private static final long LIMIT_SECONDS = 600;

    private JdkMatrix() {}

    /**
     * Runs the program.
     *
     * @param args none
     * @throws Exception what keeps it from being run
     */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path root = root();
        Path work = root.resolve("compat-tests/jdk-matrix/target/jdk-matrix");
        Set<Integer> required = numbers("require.jdks");
        Set<Integer> majors = numbers("jdks");
        majors.addAll(required);
        MatrixTable table = new MatrixTable();
        List<Integer> lacking = new ArrayList<>();
        TestJvm jvm = new TestJvm(root, work, property("leave.out", "none"), LIMIT_SECONDS);
        JdkFinder finder = finder(root);
        for (int major : majors) {
            Jdk jdk = finder.find(major, numbers("fetch.jdks"));
            if (jdk.isHere()) {
                run(jdk, jvm, table);
            } else {
                System.out.println("JDK " + major + " SKIPPED: " + jdk.version());
                table.addMissing(jdk);
                if (required.contains(major)) {
                    lacking.add(major);
                }
            }
        }
        Path file = work.resolve("table.md");
        Files.createDirectories(work);
        Files.writeString(file, table.text());
        System.out.println("\n" + table.text() + "\nIn " + root.relativize(file));
        if (!lacking.isEmpty()) {
            System.out.println("Required and not to be had: JDK " + lacking);
        }
        System.exit(table.hasFailures() || !lacking.isEmpty() ? 1 : 0);
    }

    private static void run(Jdk jdk, TestJvm jvm, MatrixTable table)
            throws IOException, InterruptedException {
        List<String> modes = List.of(property("modes", "hosted,carrier").split(","));
        for (boolean open : new boolean[] {false, true}) {
            if (!modes.contains(open ? "carrier" : "hosted")) {
                continue;
            }
            String mode =
                    !open
                            ? "hosted"
                            : jdk.choosesCarrierMode() ? "carrier" : "carrier where demanded";
            long start = System.nanoTime();
            Counts counts = Counts.NONE;
            for (String module : TestJvm.modules()) {
                if (open && !differsIfOpen(module, jdk)) {
                    continue;
                }
                System.out.println("JDK " + jdk.version() + ", " + mode + ": " + module);
                counts = counts.plus(jvm.run(jdk, open, module));
            }
            table.add(jdk, mode, counts, (System.nanoTime() - start) / 1e9);
        }
    }

    /** No thread of futures is virtual; only tests of the bridge demand the carrier mode. */
    private static boolean differsIfOpen(String module, Jdk jdk) {
        return module.equals("bridge") || (jdk.choosesCarrierMode() && !module.equals("futures"));
    }

    private static JdkFinder finder(Path root) {
        Path module = root.resolve("compat-tests/jdk-matrix");
        String fetched = property("fetched.jdks", module.resolve("target/jdks").toString());
        return new JdkFinder(
                System.getenv(),
                List.of(Path.of("/usr/lib/jvm")),
                Path.of(fetched),
                module.resolve("fetch-jdk"));
    }

    private static Set<Integer> numbers(String property) {
        return Stream.of(property(property, "").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value;
    }

    /** The top folder: the nearest one above that holds the modules. */
    private static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("futures"))
                    && Files.isDirectory(dir.resolve("bridge"))) {
                return dir;
            }
        }
        throw new IllegalStateException(
                "No Trunnion repository above " + Path.of("").toAbsolutePath());
    }
}
