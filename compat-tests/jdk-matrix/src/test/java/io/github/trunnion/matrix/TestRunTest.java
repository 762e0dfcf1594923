package io.github.trunnion.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a run of tests writes down. */
class TestRunTest {
    /** Nested, so the build does not run it. */
    static class SampleTest {
        @Test
        void passes() {}

        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void aborts() {
            Assumptions.abort("not here");
        }

        @Test
        @Disabled("not now")
        void isDisabled() {}

        @Test
        @Tag("slow")
        void isLeftOut() {
            throw new IllegalStateException("slow");
        }
    }

    @Test
    void result_namesFailuresAndSkips(@TempDir Path folder) throws Exception {
        Path result = folder.resolve("result.txt");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        TestRun.run(
                List.of(DiscoverySelectors.selectClass(SampleTest.class)),
                "slow",
                result,
                new PrintStream(output, true, StandardCharsets.UTF_8));
        Counts counts = Counts.read(Files.readAllLines(result));
        assertThat(counts.tests()).isEqualTo(4);
        assertThat(counts.failures())
                .singleElement()
                .asString()
                .endsWith("SampleTest.fails: java.lang.IllegalStateException: on purpose");
        assertThat(counts.skips())
                .hasSize(2)
                .anyMatch(skip -> skip.endsWith("isDisabled: not now"));
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("FAILED", "on purpose");
    }
}
