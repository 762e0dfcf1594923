package io.github.trunnion.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

/** docs/compatibility.md says what the tests of the libraries showed in this build. */
class CompatibilityPageTest {
    private final Path file = Path.of(System.getProperty("page"));

    @Test
    void pageIsWhatRan() throws Exception {
        CompatibilityPage results =
                CompatibilityPage.read(Path.of(System.getProperty("libraries")));
        assertThat(results.failed()).isEmpty();
        assertThat(results.ran()).as("the tests of the libraries run before this one").isNotEmpty();
        if (Boolean.getBoolean("require.servers")) {
            assertThat(results.notRun()).isEmpty();
        }
        assumeFalse(
                !results.notRun().isEmpty(),
                "not compared, since these did not run: " + results.notRun());
        String page = Files.readString(file);
        String said = results.apply(page);
        if (System.getProperty("snippets").equals("apply")) {
            Files.writeString(file, said);
        } else {
            assertThat(page).as("-Dsnippets=apply writes docs/compatibility.md").isEqualTo(said);
        }
    }
}
