package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.benchmarks.report.Row;
import io.github.trunnion.benchmarks.report.Series;

import java.util.List;
import java.util.Locale;

/** Describes how a cost grows. */
final class Growth {
    private Growth() {}

    /**
     * The exponent of the total cost. Where there are decades enough the first one is left out:
     * what costs the same whatever the size hides there what grows.
     */
    static double exponent(Series total) {
        List<Series.Point> points = total.points();
        if (points.isEmpty()) {
            return Double.NaN;
        }
        double least = points.getFirst().x();
        boolean manyDecades = points.getLast().x() >= 1000 * least;
        return total.slope(manyDecades ? 10 * least : 0);
    }

    /** The cost of each at both ends, and where it grows fastest if that is more than it may be. */
    static String remark(Sweep sweep, Series total) {
        List<Series.Point> points = total.points();
        if (points.isEmpty()) {
            return "";
        }
        Series.Point first = points.getFirst();
        Series.Point last = points.getLast();
        StringBuilder remark = new StringBuilder();
        remark.append(each(first)).append(" ns each at ").append(count(first));
        remark.append(", ").append(each(last)).append(" at ").append(count(last));
        remark.append(' ').append(sweep.unit());
        double steepest = 0;
        String where = "";
        for (int i = 1; i < points.size(); i++) {
            double slope = new Series("", points.subList(i - 1, i + 1)).slope(0);
            if (slope > steepest) {
                steepest = slope;
                where = count(points.get(i - 1)) + " to " + count(points.get(i));
            }
        }
        if (exponent(total) > sweep.exponent()) {
            remark.append("; worse than linear");
        }
        if (steepest > sweep.exponent()) {
            remark.append("; steepest ").append(Row.number(steepest)).append(" from ");
            remark.append(where);
        }
        return remark.toString();
    }

    private static String each(Series.Point point) {
        return Row.number(point.y() / point.x());
    }

    private static String count(Series.Point point) {
        return String.format(Locale.ROOT, "%,.0f", point.x());
    }
}
