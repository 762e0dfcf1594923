package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What was measured in the rounds of a run.
 *
 * @param <W> who was measured
 * @param <L> under which load
 * @param <M> what came of it
 */
public final class Rounds<W, L, M> {
    private record Key(Object who, Object load) {}

    private final Map<Key, List<M>> all = new HashMap<>();

    /** Adds what one round has measured. */
    public void add(W who, L load, M measured) {
        all.computeIfAbsent(new Key(who, load), k -> new ArrayList<>()).add(measured);
    }

    /** The median over the rounds; unknown if there were none. */
    public Figure figure(W who, L load, ToDoubleFunction<? super M> part) {
        return Figure.of(values(who, load, part));
    }

    /** The median of the ratios within the rounds; unknown if one of the two has missed a round. */
    public Figure ratio(W who, W other, L load, ToDoubleFunction<? super M> part) {
        List<Double> above = values(who, load, part);
        List<Double> below = values(other, load, part);
        return above.size() == below.size() ? Figure.ratio(above, below) : Figure.of(List.of());
    }

    private List<Double> values(W who, L load, ToDoubleFunction<? super M> part) {
        return all.getOrDefault(new Key(who, load), List.of()).stream()
                .map(part::applyAsDouble)
                .toList();
    }
}
