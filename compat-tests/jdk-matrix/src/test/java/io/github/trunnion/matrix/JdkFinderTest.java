package io.github.trunnion.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where JDKs are looked for, and what is said of those that are not there. */
class JdkFinderTest {
    @TempDir private Path folder;
    private Path script;

    @BeforeEach
    void writeScript() throws IOException {
        script = executable("fetch-jdk", "#!/bin/sh\necho 'no JDK of this kind' >&2\nexit 1\n");
    }

    private Path executable(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path home(String name, String version) throws IOException {
        executable(name + "/bin/java", "");
        Path home = folder.resolve(name);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Jdk find(int major, Map<String, String> environment, Integer... fetch)
            throws Exception {
        return new JdkFinder(
                        environment,
                        List.of(folder.resolve("none"), folder.resolve("jvm")),
                        folder.resolve("fetched"),
                        script)
                .find(major, Set.of(fetch));
    }

    @Test
    void environment_saysWhere() throws Exception {
        Path home = home("anywhere", "11.0.2");
        Jdk jdk = find(11, Map.of("JAVA11_HOME", home.toString()));
        assertThat(jdk).isEqualTo(new Jdk(11, home, "11.0.2"));
        assertThat(jdk.choosesCarrierMode()).isFalse();
    }

    @Test
    void environment_thatIsWrong_isTheReason() throws Exception {
        home("jvm/eleven", "11.0.2");
        Path home = home("anywhere", "17");
        assertThat(find(11, Map.of("JAVA11_HOME", home.toString())).version())
                .isEqualTo("JAVA11_HOME is a JDK 17");
        assertThat(find(11, Map.of("JAVA11_HOME", folder.toString())).version())
                .isEqualTo("JAVA11_HOME holds no JDK");
    }

    @Test
    void folders_thenTheFetchedOnes() throws Exception {
        Path fetched = home("fetched/jdk-11", "11");
        home("jvm/seventeen", "17.0.1");
        assertThat(find(11, Map.of()).home()).isEqualTo(fetched);
        Path installed = home("jvm/eleven", "11.0.2");
        assertThat(find(11, Map.of("JAVA11_HOME", " ")).home()).isEqualTo(installed);
    }

    @Test
    void ownJdk_isFound() throws Exception {
        assertThat(find(Runtime.version().feature(), Map.of()).isHere()).isTrue();
    }

    @Test
    void nowhere_saysHowToGetIt() throws Exception {
        assertThat(find(11, Map.of(), 12).version())
                .isEqualTo("JAVA11_HOME is not set; -Dfetch.jdks=11 gets it");
    }

    @Test
    void fetch_thatFails_saysWhy() throws Exception {
        assertThat(find(11, Map.of(), 11)).isEqualTo(Jdk.missing(11, "no JDK of this kind"));
    }

    @Test
    void fetch_printsTheHomeLast() throws Exception {
        Path home = home("new", "11.0.9");
        script = executable("fetch-jdk", "#!/bin/sh\necho talk >&2\necho " + home + "\n");
        assertThat(find(11, Map.of(), 11)).isEqualTo(new Jdk(11, home, "11.0.9"));
    }
}
