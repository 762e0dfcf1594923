package io.github.trunnion.examples.timeline;

import io.github.trunnion.examples.timeline.Span.State;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How much of the time of each column of the picture a carrier was in each state. */
final class Columns {
    private final List<Map<State, Double>> shares = new ArrayList<>();

    Columns(List<Span> spans, long first, long last, int count) {
        for (int i = 0; i < count; i++) {
            shares.add(new EnumMap<>(State.class));
        }
        double width = Math.max(1, last - first) / (double) count;
        for (Span span : spans) {
            double from = (span.start() - first) / width;
            double to = (span.end() - first) / width;
            for (int i = Math.max(0, (int) from); i < count && i < to; i++) {
                double share = Math.min(to, i + 1) - Math.max(from, i);
                shares.get(i).merge(span.state(), share, Double::sum);
            }
        }
    }

    int count() {
        return shares.size();
    }

    double share(int column, State state) {
        return shares.get(column).getOrDefault(state, 0.0);
    }

    /** Whether two columns look the same. */
    boolean areAlike(int a, int b) {
        for (State state : State.values()) {
            if (Math.abs(share(a, state) - share(b, state)) > 0.01) {
                return false;
            }
        }
        return true;
    }

    /** The share of the state in all the time that is known. */
    double total(State state) {
        double of = 0;
        double all = 0;
        for (Map<State, Double> column : shares) {
            of += column.getOrDefault(state, 0.0);
            for (double share : column.values()) {
                all += share;
            }
        }
        return all == 0 ? 0 : of / all;
    }
}
