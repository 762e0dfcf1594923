package io.github.trunnion.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class EditTest {
    private static final String HEAD =
            """
            # One thing
            # goes wrong.
            rules: W3, E1
            file: a/src/main/java/A.java
            killed-by: ATest, BTest
            """;

    @Test
    void readsStoryHeadersAndReplacements() {
        Edit edit =
                Edit.parse(
                        "x",
                        HEAD
                                + "--- old\na\n--- new\nb\n--- old\nc\n--- new\n--- old\nd\n"
                                + "--- new\n");
        assertThat(edit.story()).isEqualTo("One thing goes wrong.");
        assertThat(edit.rules()).containsExactly("W3", "E1");
        assertThat(edit.killedBy()).containsExactly("ATest", "BTest");
        assertThat(edit.replacements())
                .extracting(Edit.Replacement::before)
                .containsExactly("a\n", "c\n", "d\n");
    }

    @Test
    void refusesWhatIsMissingOrUnknown() {
        for (String text :
                List.of(
                        HEAD,
                        HEAD + "--- new\nb\n",
                        HEAD + "--- old\na\n",
                        HEAD + "--- old\na\n--- old\na\n--- new\n",
                        HEAD + "files: A.java\n--- old\na\n--- new\nb\n",
                        HEAD + "file: A.java\n--- old\na\n--- new\nb\n",
                        HEAD.replace("rules:", "# rules") + "--- old\na\n--- new\nb\n",
                        "rules: W3\nfile: A\n--- old\na\n--- new\nb\n")) {
            assertThatThrownBy(() -> Edit.parse("x", text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The edit x is malformed: ");
        }
    }

    @Test
    void appliesWhateverTheLineBreaksAre() {
        Edit edit = Edit.parse("x", HEAD + "--- old\nf(a, b);\n--- new\ng();\n");
        assertThat(edit.applyTo("x; f(\n    a,\n    b); y")).isEqualTo("x; g(); y");
    }

    @Test
    void appliesSeveralReplacementsInAnyOrder() {
        Edit edit = Edit.parse("x", HEAD + "--- old\nb;\n--- new\n2;\n--- old\na;\n--- new\n1;\n");
        assertThat(edit.applyTo("a; b; c;")).isEqualTo("1; 2; c;");
    }

    @Test
    void refusesATextThatIsMissingOrThereTwice() {
        Edit edit = Edit.parse("x", HEAD + "--- old\nab = 1\n--- new\n");
        assertThatThrownBy(() -> edit.applyTo("tab = 1; ab = 12"))
                .hasMessageContaining("does not occur");
        assertThatThrownBy(() -> edit.applyTo("ab = 1; ab=1;")).hasMessageContaining("more than");
    }

    @Test
    void refusesTextsThatOverlap() {
        Edit edit = Edit.parse("x", HEAD + "--- old\na b\n--- new\n--- old\nb c\n--- new\n");
        assertThatThrownBy(() -> edit.applyTo("a b c")).hasMessageContaining("overlap");
    }
}
