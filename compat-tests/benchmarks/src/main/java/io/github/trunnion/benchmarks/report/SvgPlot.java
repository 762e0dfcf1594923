package io.github.trunnion.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Draws a {@link Plot}: lines on logarithmic axes, the range of the rounds as bars, a legend. */
public final class SvgPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 600;
    private static final int TOP = 40;
    private static final int BOTTOM = 370;
    private static final List<String> COLOURS =
            List.of(
                    "#222222", "#0b7a3b", "#58b368", "#c4341c", "#3b6fb6", "#1f9ac0", "#8a63b5",
                    "#d98a1b", "#a0522d", "#708090", "#c2185b", "#827717");
    private static final List<String> DASHES = List.of("none", "6 3", "2 3");

    private final Plot plot;
    private final LogAxis x;
    private final LogAxis y;
    private final StringBuilder svg = new StringBuilder();

    private SvgPlot(Plot plot) {
        this.plot = plot;
        x = new LogAxis(xs(plot).min().orElse(1), xs(plot).max().orElse(10), LEFT, RIGHT);
        y = new LogAxis(lows(plot).min().orElse(1), highs(plot).max().orElse(10), BOTTOM, TOP);
    }

    /** The picture as SVG. */
    public static String of(Plot plot) {
        return new SvgPlot(plot).draw();
    }

    private static DoubleStream xs(Plot plot) {
        return plot.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Series.Point::x);
    }

    private static DoubleStream lows(Plot plot) {
        return plot.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Series.Point::low)
                .filter(low -> low > 0);
    }

    private static DoubleStream highs(Plot plot) {
        return plot.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(Series.Point::high)
                .filter(high -> high > 0);
    }

    private String draw() {
        line(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                        + " font-family='sans-serif' font-size='12'>",
                WIDTH, HEIGHT);
        line("<rect width='100%%' height='100%%' fill='white'/>");
        line("<text x='%d' y='22' font-size='15'>%s</text>", LEFT, plot.title());
        axes();
        for (int i = 0; i < plot.series().size(); i++) {
            series(i, plot.series().get(i));
        }
        line("</svg>");
        return svg.toString();
    }

    private void axes() {
        for (double tick : x.ticks()) {
            double at = x.at(tick);
            grid(at, TOP, at, BOTTOM);
            line(
                    "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    at, BOTTOM + 16, tick(tick));
        }
        for (double tick : y.ticks()) {
            double at = y.at(tick);
            grid(LEFT, at, RIGHT, at);
            line("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, at + 4, tick(tick));
        }
        line(
                "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
                (LEFT + RIGHT) / 2, BOTTOM + 36, plot.xLabel());
        line("<text x='%d' y='%d'>%s</text>", 8, TOP - 8, plot.yLabel());
    }

    private void grid(double x1, double y1, double x2, double y2) {
        line("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#dddddd'/>", x1, y1, x2, y2);
    }

    private void series(int index, Series series) {
        String colour = COLOURS.get(index % COLOURS.size());
        String dashes = DASHES.get(index / COLOURS.size() % DASHES.size());
        StringBuilder path = new StringBuilder();
        for (Series.Point point : series.points()) {
            if (point.y() > 0) {
                path.append(path.isEmpty() ? "M" : "L");
                path.append(
                        String.format(Locale.ROOT, "%.1f %.1f ", x.at(point.x()), y.at(point.y())));
                point(point, colour);
            }
        }
        line(
                "<path d='%s' fill='none' stroke='%s' stroke-width='2' stroke-dasharray='%s'/>",
                path.toString().strip(), colour, dashes);
        int row = TOP + 10 + index * 18;
        line(
                "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='2'"
                        + " stroke-dasharray='%s'/>",
                RIGHT + 16, row - 4, RIGHT + 40, row - 4, colour, dashes);
        line("<text x='%d' y='%d'>%s</text>", RIGHT + 46, row, escape(series.name()));
    }

    private void point(Series.Point point, String colour) {
        double at = x.at(point.x());
        line("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", at, y.at(point.y()), colour);
        if (point.high() > point.low() && point.low() > 0) {
            line(
                    "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'"
                            + " stroke-opacity='0.5'/>",
                    at, y.at(point.low()), at, y.at(point.high()), colour);
        }
    }

    private static String tick(double value) {
        if (value >= 1_000_000) {
            return trim(value / 1_000_000) + "M";
        }
        return value >= 1_000 ? trim(value / 1_000) + "k" : trim(value);
    }

    private static String trim(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    @SuppressWarnings("AnnotateFormatMethod") // formats are literals here
    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
