package io.github.trunnion.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.mutations.Edit;
import io.github.trunnion.mutations.Edits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Each wrong edit that needs interleavings is found: the scenarios are able to fail. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // they compute, on a busy machine slowly
class TwinsTest {
    private static final long SEEDS = 100_000;

    static List<Edit> twins() {
        return Edits.all().stream().filter(Edit::needsInterleavings).toList();
    }

    @ParameterizedTest
    @MethodSource("twins")
    void isFound(Edit twin) {
        TwinSearch.Found found = TwinSearch.search(twin, Scenarios.CLASSES, SEEDS);
        assertThat(found).as(() -> "No scenario shows that " + twin.story()).isNotNull();
        assertThat(Explorer.run(found.scenario(), found.failure().seed(), false).digest())
                .as("the same seed is the same run")
                .isEqualTo(found.failure().digest());
        System.out.printf("%-40s %6d seeds of %s%n", twin, found.seeds(), found.scenario());
    }

    @Test
    void thereAreTwins() {
        assertThat(twins()).hasSizeGreaterThan(30);
    }
}
