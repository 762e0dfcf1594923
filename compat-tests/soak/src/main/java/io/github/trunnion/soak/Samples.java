package io.github.trunnion.soak;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Figures over time, in arrays that are made beforehand: a recorder must not look like a leak. */
final class Samples {
    /** The columns before those of the loads, which have two each: in and out. */
    enum Column {
        MILLIS,
        HAND_OFFS,
        PARKED,
        PARKS,
        POLLS,
        HEAP,
        THREADS,
        DESCRIPTORS,
        PROCESSOR_NANOS
    }

    private final List<String> loads;
    private final Map<Column, long[]> columns = new EnumMap<>(Column.class);
    private final long[][] in;
    private final long[][] out;
    private int count;

    Samples(List<String> loads, int expected) {
        this.loads = loads;
        for (Column column : Column.values()) {
            columns.put(column, new long[expected]);
        }
        this.in = new long[loads.size()][expected];
        this.out = new long[loads.size()][expected];
    }

    void take(List<Load> from, long millis) {
        if (count == in[0].length) {
            return; // later than it should be; there are enough
        }
        set(Column.HEAP, Machine.heapAfterCollection());
        Totals totals = from.stream().map(Load::totals).reduce(Totals.NONE, Totals::plus);
        set(Column.MILLIS, millis);
        set(Column.HAND_OFFS, totals.handOffs());
        set(Column.PARKED, totals.parked());
        set(Column.PARKS, totals.parks());
        set(Column.POLLS, totals.polls());
        set(Column.THREADS, Machine.threads());
        set(Column.DESCRIPTORS, Machine.descriptors());
        set(Column.PROCESSOR_NANOS, Machine.processorNanos());
        for (int i = 0; i < from.size(); i++) {
            Load load = from.get(i);
            load.sampling();
            out[i][count] = load.out.sum(); // first: never more than in
            in[i][count] = load.in.sum();
        }
        count++;
    }

    private void set(Column column, long value) {
        row(column)[count] = value;
    }

    private long[] row(Column column) {
        return requireNonNull(columns.get(column));
    }

    int count() {
        return count;
    }

    List<String> loads() {
        return loads;
    }

    long[] column(Column column) {
        return Arrays.copyOf(row(column), count);
    }

    long[] in(int load) {
        return Arrays.copyOf(in[load], count);
    }

    long[] out(int load) {
        return Arrays.copyOf(out[load], count);
    }

    long last(Column column) {
        return row(column)[count - 1];
    }

    /** The growth of a column in a second, from the first sample to the last. */
    double perSecond(Column column) {
        return rate(column, 0, count - 1);
    }

    /** The growth of a column in a second, since the sample before the last. */
    double lately(Column column) {
        return count < 2 ? 0 : rate(column, count - 2, count - 1);
    }

    private double rate(Column column, int from, int to) {
        long millis = row(Column.MILLIS)[to] - row(Column.MILLIS)[from];
        long growth = row(column)[to] - row(column)[from];
        return millis <= 0 ? 0 : growth * 1_000.0 / millis;
    }
}
