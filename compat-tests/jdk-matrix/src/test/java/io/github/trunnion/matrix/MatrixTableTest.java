package io.github.trunnion.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/** The table that a run of the matrix ends with. */
class MatrixTableTest {
    private static final Jdk JDK = new Jdk(21, Path.of("home"), "21.0.1");

    @Test
    void rows_nameJdkModeCountsAndReasons() {
        MatrixTable table = new MatrixTable();
        Counts first = Counts.read(List.of("tests 3", "skipped A.one: no", "millis A 7"));
        Counts second = Counts.read(List.of("tests 2", "failed B.two: x: y", "skipped B.one: no"));
        table.addMissing(Jdk.missing(26, "a | b"));
        assertThat(table.hasFailures()).isFalse();
        table.add(JDK, "hosted", first.plus(second), 1.6);
        assertThat(table.hasFailures()).isTrue();
        assertThat(table.text())
                .isEqualTo(
                        """
                        | JDK | mode | tests | failures | skipped | seconds |
                        |---|---|---|---|---|---|
                        | 26 | SKIPPED: a \\| b | | | | |
                        | 21.0.1 | hosted | 5 | 1 | 2 | 2 |

                        Failures:
                        - JDK 21.0.1, hosted: B.two: x: y

                        Skipped tests:
                        - JDK 21.0.1, hosted: no (2)
                        """);
    }
}
