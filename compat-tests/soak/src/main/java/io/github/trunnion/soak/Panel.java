package io.github.trunnion.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One chart: lines over the time of the run, from zero up. */
final class Panel {
    static final int WIDTH = 560;
    static final int HEIGHT = 190;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 36;
    private static final int BOTTOM = 22;
    private static final int LINES = 4;
    private static final String[] COLOURS = {"#1667b0", "#d2661a", "#2a8c4a", "#8a4fb0"};

    private static final class Series {
        final String name;
        final double[] values;

        Series(String name, double[] values) {
            this.name = name;
            this.values = values;
        }
    }

    private final String title;
    private final double[] seconds;
    private final List<Series> series = new ArrayList<>();

    Panel(String title, double[] seconds) {
        this.title = title;
        this.seconds = seconds;
    }

    Panel line(String name, double[] values) {
        series.add(new Series(name, values));
        return this;
    }

    void draw(StringBuilder svg, int x0, int y0) {
        double most = series.stream().flatMapToDouble(s -> Arrays.stream(s.values)).max().orElse(1);
        double step = step(most / LINES);
        double top = Math.max(step, Math.ceil(most / step - 1e-9) * step);
        double end = Math.max(seconds[seconds.length - 1], 1e-9);
        put(svg, "<g transform='translate(%d,%d)'>", x0, y0);
        put(svg, "<text x='4' y='14' font-weight='bold'>%s</text>", title);
        for (double value = 0; value <= top + step / 2; value += step) {
            double y = y(value, top);
            put(
                    svg,
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y);
            put(
                    svg,
                    "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
                    LEFT - 5,
                    y + 4,
                    number(value));
        }
        double minutes = step(end / 60 / 5);
        for (double minute = 0; minute * 60 <= end; minute += minutes) {
            put(
                    svg,
                    "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    x(minute * 60, end),
                    HEIGHT - 8,
                    number(minute) + " min");
        }
        int legend = LEFT;
        for (int i = 0; i < series.size(); i++) {
            Series one = series.get(i);
            String colour = COLOURS[i % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (int k = 0; k < one.values.length; k++) {
                points.append(
                        String.format(
                                Locale.ROOT,
                                "%.1f,%.1f ",
                                x(seconds[k], end),
                                y(one.values[k], top)));
            }
            put(
                    svg,
                    "<polyline fill='none' stroke='%s' stroke-width='1.4'%s points='%s'/>",
                    colour,
                    i % 2 == 0 ? "" : " stroke-dasharray='4 2'",
                    points.toString().trim());
            put(svg, "<text x='%d' y='29' fill='%s'>%s</text>", legend, colour, one.name);
            legend += 14 + 7 * one.name.length();
        }
        put(svg, "</g>");
    }

    private static double x(double second, double end) {
        return LEFT + second / end * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    /** 1, 2 or 5 times a power of ten, and not less than asked. */
    private static double step(double least) {
        if (!(least > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + " M";
        }
        return value >= 1e4 ? trimmed(value / 1e3) + " k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    @SuppressWarnings("AnnotateFormatMethod") // formats are literals here
    private static void put(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
