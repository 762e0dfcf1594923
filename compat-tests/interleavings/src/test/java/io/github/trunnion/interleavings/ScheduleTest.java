package io.github.trunnion.interleavings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ScheduleTest {
    private static final String TOYS = "io.github.trunnion.interleavings.toys.Toys";

    private final World world = new World(Map.of());
    private final List<World.Case> toys = world.scenarios(List.of(TOYS));

    private World.Case toy(String name) {
        return toys.stream()
                .filter(toy -> toy.name().equals("Toys." + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sameSeedHasTheSameTrace() {
        World.Case again =
                new World(Map.of())
                        .scenarios(List.of(TOYS)).stream()
                                .filter(toy -> toy.name().equals("Toys.order"))
                                .findFirst()
                                .orElseThrow();
        Set<List<String>> traces = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Outcome first = Explorer.run(toy("order"), seed, true);
            assertThat(Explorer.run(again, seed, true).trace()).isEqualTo(first.trace());
            assertThat(Explorer.run(toy("order"), seed, false).digest()).isEqualTo(first.digest());
            traces.add(first.trace());
        }
        assertThat(traces).hasSizeGreaterThan(10);
    }

    @Test
    void twoThreadsOfTwoStepsHaveAllSixOrders() throws ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        List<String> seen =
                (List<String>) Class.forName(TOYS, true, world).getField("SEEN").get(null);
        assertThat(Explorer.explore(toy("order"), 0, 1_000).failure()).isNull();
        assertThat(seen).hasSize(1_000);
        assertThat(new HashSet<>(seen))
                .containsExactlyInAnyOrder("aabb", "abab", "abba", "baab", "baba", "bbaa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomicCount", "stickyPermit", "timedPark", "futureIsAwaited"})
    void findsNothingWhereNothingIsWrong(String name) {
        Explorer.Result result = Explorer.explore(toy(name), 0, 5_000);
        assertThat(result.failure()).as(() -> name).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "lostUpdate, 'count: 1, expected: 2'",
        "deadlock, nobody goes on",
        "missedSignal, nobody goes on",
        "parkWithoutLoop, the signal came before",
        "storeBuffer, one of the two saw",
        "livelock, it goes on for ever",
        "realWait, not simulated: java.util.concurrent.CountDownLatch",
        "monitor, not simulated: synchronized"
    })
    void findsTheFault(String name, String message) {
        Outcome failure = Explorer.explore(toy(name), 0, 1_000).failure();
        assertThat(failure).isNotNull();
        assertThat(failure.failure()).contains(message);
        assertThat(Explorer.describe(toy(name), failure))
                .contains(message, "under seed " + failure.seed(), "main: starts")
                .doesNotContain("another run");
    }
}
