package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.report.Figure;
import io.github.trunnion.benchmarks.report.Rounds;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The bursts of all rounds, and why some are missing. */
final class Samples {
    private final Rounds<Contender, Integer, Burst> rounds = new Rounds<>();
    private final Map<Contender, String> failures = new HashMap<>();

    /** Adds the burst of one round. */
    void add(Contender contender, int connections, Burst burst) {
        rounds.add(contender, connections, burst);
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
        return rounds.figure(contender, connections, part);
    }

    /** The median of the ratios within the rounds. */
    Figure ratio(Contender ours, Contender other, int connections, ToDoubleFunction<Burst> part) {
        return rounds.ratio(ours, other, connections, part);
    }
}
