package io.github.trunnion.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.util.List;

class CatalogueTest {
    static List<Edit> edits() {
        return Edits.all();
    }

    @ParameterizedTest
    @MethodSource("edits")
    void fitsItsFileAndCompiles(Edit edit) {
        assertThat(EditedClasses.compile(edit)).isNotEmpty();
        assertThat(edit.name()).matches("[a-z]+(-[a-z]+)+");
    }

    @Test
    void findsAnEditByItsName() {
        Edit first = edits().getFirst();
        assertThat(Edits.named(first.name())).isEqualTo(first);
        assertThatThrownBy(() -> Edits.named("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(first.name());
    }

    @Test
    void theTableOfTheDocs_hasARowForEachEditAndATestForEachRow() throws Exception {
        String text = Files.readString(SourceTree.root().resolve("docs/mutations.md"));
        assertThat(KillTable.ofDocs().text(Edits.all()))
                .as("run the program with -Dtable=apply")
                .isEqualTo(text)
                .doesNotContain(KillTable.UNKNOWN, KillTable.SURVIVES);
    }

    @Test
    void theRules_areThoseOfTheSpecificationOrOfAnOverview() throws Exception {
        String rules = Files.readString(SourceTree.root().resolve("docs/specification.md"));
        for (Edit edit : Edits.all()) {
            for (String rule : edit.rules()) {
                if (!rule.matches("[RN]\\d")) { // of Source and of ConnectionBase
                    assertThat(rules).as(edit.name()).contains("</a>" + rule + " |");
                }
            }
        }
    }
}
