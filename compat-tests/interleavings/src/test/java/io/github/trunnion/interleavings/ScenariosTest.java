package io.github.trunnion.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // they compute, on a busy machine slowly
class ScenariosTest {
    private static final long SEEDS = Long.getLong("trunnion.seeds", 3_000);
    private static final World WORLD = new World(Map.of());

    static List<World.Case> scenarios() {
        return WORLD.scenarios(Scenarios.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void holdsUnderEverySeed(World.Case scenario) {
        Outcome failure = Explorer.explore(scenario, 0, SEEDS).failure();
        assertThat(failure).withFailMessage(() -> Explorer.describe(scenario, failure)).isNull();
    }

    @Test
    void sameSeedIsTheSameRunInAnotherWorld() {
        List<World.Case> again = new World(Map.of()).scenarios(Scenarios.CLASSES);
        List<World.Case> scenarios = scenarios();
        for (int i = 0; i < again.size(); i++) {
            for (long seed = 0; seed < 20; seed++) {
                assertThat(Explorer.run(again.get(i), seed, true).trace())
                        .as(again.get(i) + " under seed " + seed)
                        .isEqualTo(Explorer.run(scenarios.get(i), seed, true).trace());
            }
        }
    }
}
