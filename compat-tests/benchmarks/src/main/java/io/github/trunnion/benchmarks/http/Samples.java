package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The bursts of all rounds, and why some are missing. */
final class Samples {
    private record Key(Contender contender, int connections) {}

    private final Map<Key, List<Burst>> bursts = new HashMap<>();
    private final Map<Contender, String> failures = new HashMap<>();

    /** Adds the burst of one round. */
    void add(Contender contender, int connections, Burst burst) {
        bursts.computeIfAbsent(new Key(contender, connections), k -> new ArrayList<>()).add(burst);
    }

    /** Says why a contender has no bursts, or not all; the first reason counts. */
    void fail(Contender contender, String why) {
        failures.putIfAbsent(contender, why);
    }

    /** Why bursts of a contender are missing; empty if none is. */
    String failure(Contender contender) {
        return failures.getOrDefault(contender, "");
    }

    /** The median over the rounds. */
    Figure figure(Contender contender, int connections, ToDoubleFunction<Burst> part) {
        return Figure.of(values(contender, connections, part));
    }

    /** The median of the ratios within the rounds. */
    Figure ratio(Contender ours, Contender other, int connections, ToDoubleFunction<Burst> part) {
        List<Double> above = values(ours, connections, part);
        List<Double> below = values(other, connections, part);
        return above.size() == below.size() ? Figure.ratio(above, below) : Figure.of(List.of());
    }

    private List<Double> values(
            Contender contender, int connections, ToDoubleFunction<Burst> part) {
        return bursts.getOrDefault(new Key(contender, connections), List.of()).stream()
                .map(part::applyAsDouble)
                .toList();
    }
}
