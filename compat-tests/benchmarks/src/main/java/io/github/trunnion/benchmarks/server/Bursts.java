package io.github.trunnion.benchmarks.server;

import io.github.trunnion.benchmarks.process.Burst;
import io.github.trunnion.benchmarks.process.Load;
import io.github.trunnion.benchmarks.report.Figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All windows of one kind, by server, load and round. */
final class Bursts {
    private record Key(Variant variant, Load load) {}

    private final Map<Key, List<Burst>> all = new HashMap<>();

    void add(Variant variant, Load load, Burst burst) {
        all.computeIfAbsent(new Key(variant, load), k -> new ArrayList<>()).add(burst);
    }

    /** One figure of each round; empty if there was none. */
    List<Double> each(Variant variant, Load load, ToDoubleFunction<Burst> figure) {
        return all.getOrDefault(new Key(variant, load), List.of()).stream()
                .map(figure::applyAsDouble)
                .toList();
    }

    Figure figure(Variant variant, Load load, ToDoubleFunction<Burst> figure) {
        return Figure.of(each(variant, load, figure));
    }

    Figure ratio(Variant ours, Variant other, Load load, ToDoubleFunction<Burst> figure) {
        return Figure.ratio(each(ours, load, figure), each(other, load, figure));
    }
}
