package io.github.trunnion.examples.fetch;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.CarrierCounters;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What one way has fetched, and what it cost.
 *
 * @param way the way
 * @param outcomes the outcome of each item
 * @param time how long it took
 * @param before the carrier's counters at the start
 * @param after the carrier's counters at the end
 */
record WayResult(
        WayName way,
        Map<Item, Outcome> outcomes,
        Duration time,
        CarrierCounters before,
        CarrierCounters after) {

    WayResult {
        outcomes = Map.copyOf(outcomes);
    }

    Outcome outcome(Item item) {
        return requireNonNull(outcomes.get(item));
    }

    Optional<Outcome.Fetched> fetched(Item item) {
        return outcome(item) instanceof Outcome.Fetched fetched
                ? Optional.of(fetched)
                : Optional.empty();
    }

    long files() {
        return outcomes.values().stream().filter(Outcome.Fetched.class::isInstance).count();
    }

    long failed() {
        return outcomes.size() - files();
    }

    long bytes() {
        return outcomes.values().stream()
                .mapToLong(o -> o instanceof Outcome.Fetched fetched ? fetched.bytes() : 0)
                .sum();
    }
}
