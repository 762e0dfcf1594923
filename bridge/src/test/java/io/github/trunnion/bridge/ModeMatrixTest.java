package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** How a JVM is launched decides the mode, and the log tells what would change it. */
@Timeout(60)
class ModeMatrixTest {
    private static final String ENTRY = PrintsMode.class.getName().replace('.', '/') + ".class";
    private static final String OPENS = "--add-opens java.base/java.lang=";
    private static final String BRIDGE = "io.github.trunnion.bridge";

    @TempDir Path folder;

    @BeforeEach
    void onceOfBothModes() {
        assumeTrue(BackEnd.isDefault(), "the JVMs of this test are the same in both modes");
    }

    private static void assertCarrier(ChildJvm.Result result) {
        assertThat(result.value("mode")).isEqualTo("CARRIER CARRIER");
        assertThat(result.value("demanded")).isEqualTo("CARRIER");
        assertThat(result.value("awaited")).isEqualTo("150");
        assertThat(logged(result)).contains("run on its carriers").doesNotContain("--add-opens");
    }

    private static void assertHosted(ChildJvm.Result result, String target) {
        assertThat(result.value("mode")).isEqualTo("HOSTED HOSTED");
        assertThat(result.value("demanded")).contains("CARRIER").contains(OPENS + target + ",");
        assertThat(result.value("awaited")).isEqualTo("150");
        assertThat(logged(result)).contains(OPENS + target + " ");
    }

    /** The one line of the log. */
    private static String logged(ChildJvm.Result result) {
        List<String> lines =
                result.output().lines().filter(line -> line.contains(" INFO ")).toList();
        assertThat(lines).as(result.output()).hasSize(1);
        return lines.getFirst();
    }

    @Test
    void classPathWithTheFlag_runsThreadsOnCarriers() throws Exception {
        assertCarrier(new ChildJvm().options(OPENS + "ALL-UNNAMED").run(PrintsMode.class));
    }

    @Test
    void classPathWithTheFlagInTheEnvironment_runsThreadsOnCarriers() throws Exception {
        assertCarrier(
                new ChildJvm()
                        .environment("JDK_JAVA_OPTIONS", OPENS + "ALL-UNNAMED")
                        .run(PrintsMode.class));
    }

    /** Also where the JDK has hardly any threads of its own for them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void classPathWithoutAFlag_hostsAndNamesTheFlag(int parallelism) throws Exception {
        assertHosted(
                new ChildJvm()
                        .options("-Djdk.virtualThreadScheduler.parallelism=" + parallelism)
                        .run(PrintsMode.class),
                "ALL-UNNAMED");
    }

    @Test
    void modulePathWithTheFlagForTheModule_runsThreadsOnCarriers() throws Exception {
        ChildJvm.Result result = onModulePath(new ChildJvm().options(OPENS + BRIDGE));
        assertThat(result.value("module")).isEqualTo(BRIDGE);
        assertCarrier(result);
    }

    /** What is open to the class path is not open to a named module. */
    @Test
    void modulePathWithTheFlagOfTheClassPath_hostsAndNamesTheModule() throws Exception {
        assertHosted(onModulePath(new ChildJvm().options(OPENS + "ALL-UNNAMED")), BRIDGE);
    }

    private ChildJvm.Result onModulePath(ChildJvm child) throws Exception {
        Path copy = folder.resolve(ENTRY);
        Files.createDirectories(copy.getParent());
        Files.copy(ChildJvm.root(PrintsMode.class).resolve(ENTRY), copy);
        return child.start(
                List.of(
                        "-p",
                        ChildJvm.path(ChildJvm.libraries()),
                        "--add-modules",
                        "org.slf4j.simple",
                        "--patch-module",
                        BRIDGE + "=" + folder,
                        "-m",
                        BRIDGE + "/" + PrintsMode.class.getName()));
    }

    @Test
    void mainJarThatOpens_runsThreadsOnCarriers() throws Exception {
        assertCarrier(new ChildJvm().start(List.of("-jar", jar().toString())));
    }

    /** The manifest is read by {@code -jar} only. */
    @Test
    void jarThatOpensOnTheClassPath_hosts() throws Exception {
        assertHosted(
                new ChildJvm().start(List.of("-cp", jar().toString(), PrintsMode.class.getName())),
                "ALL-UNNAMED");
    }

    private Path jar() throws Exception {
        List<String> libraries = new ArrayList<>();
        for (Path library : ChildJvm.libraries()) {
            libraries.add(library.toUri().toString());
        }
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, PrintsMode.class.getName());
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
        main.put(new Attributes.Name("Add-Opens"), "java.base/java.lang");
        Path jar = folder.resolve("main.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry(ENTRY));
            Files.copy(ChildJvm.root(PrintsMode.class).resolve(ENTRY), entries);
            entries.closeEntry();
        }
        return jar;
    }
}
