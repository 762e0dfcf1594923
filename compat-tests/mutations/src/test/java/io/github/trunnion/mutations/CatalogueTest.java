package io.github.trunnion.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
