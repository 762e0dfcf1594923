package io.github.trunnion.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All charts of a run, in one SVG. */
final class Plots {
    private static final int COLUMNS = 2;
    private static final double MIB = 1 << 20;

    private Plots() {}

    static String of(Samples samples) {
        double[] seconds = scaled(samples.column(Samples.Column.MILLIS), 1_000);
        List<Panel> panels = new ArrayList<>();
        panels.add(
                new Panel("Hand-offs in all", seconds)
                        .line("hand-offs", counter(samples, Samples.Column.HAND_OFFS))
                        .line("to a parked carrier", counter(samples, Samples.Column.PARKED)));
        panels.add(
                new Panel("Hand-offs a second", seconds)
                        .line("hand-offs", rate(samples, Samples.Column.HAND_OFFS, seconds))
                        .line(
                                "to a parked carrier",
                                rate(samples, Samples.Column.PARKED, seconds)));
        panels.add(
                new Panel("Carriers: counts a second", seconds)
                        .line("polls", rate(samples, Samples.Column.POLLS, seconds))
                        .line("parks", rate(samples, Samples.Column.PARKS, seconds))
                        .line("unparks", rate(samples, Samples.Column.PARKED, seconds)));
        panels.add(
                new Panel("Heap after a collection, MiB", seconds)
                        .line("heap", scaled(samples.column(Samples.Column.HEAP), MIB)));
        panels.add(
                new Panel("Threads and open descriptors", seconds)
                        .line("threads", counter(samples, Samples.Column.THREADS))
                        .line("descriptors", counter(samples, Samples.Column.DESCRIPTORS)));
        panels.add(
                new Panel("Processors in use", seconds)
                        .line(
                                "processors",
                                scaled(rate(samples, Samples.Column.PROCESSOR_NANOS, seconds))));
        for (int i = 0; i < samples.loads().size(); i++) {
            panels.add(
                    new Panel("Load " + samples.loads().get(i), seconds)
                            .line("in", scaled(samples.in(i), 1))
                            .line("out", scaled(samples.out(i), 1)));
        }
        return draw(panels);
    }

    private static String draw(List<Panel> panels) {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns='http://www.w3.org/2000/svg' width='")
                .append(COLUMNS * Panel.WIDTH)
                .append("' height='")
                .append(rows * Panel.HEIGHT)
                .append("' font-family='sans-serif' font-size='11'>\n")
                .append("<rect width='100%' height='100%' fill='white'/>\n");
        for (int i = 0; i < panels.size(); i++) {
            panels.get(i).draw(svg, i % COLUMNS * Panel.WIDTH, i / COLUMNS * Panel.HEIGHT);
        }
        return svg.append("</svg>\n").toString();
    }

    private static double[] counter(Samples samples, Samples.Column column) {
        return scaled(samples.column(column), 1);
    }

    private static double[] scaled(long[] values, double unit) {
        return Arrays.stream(values).mapToDouble(value -> value / unit).toArray();
    }

    private static double[] scaled(double[] nanos) {
        return Arrays.stream(nanos).map(value -> value / 1e9).toArray();
    }

    /** Since the sample before; the first has none and shows the rate of the second. */
    private static double[] rate(Samples samples, Samples.Column column, double[] seconds) {
        long[] values = samples.column(column);
        double[] rates = new double[values.length];
        for (int i = 1; i < values.length; i++) {
            rates[i] = (values[i] - values[i - 1]) / Math.max(1e-9, seconds[i] - seconds[i - 1]);
        }
        if (rates.length > 1) {
            rates[0] = rates[1];
        }
        return rates;
    }
}
