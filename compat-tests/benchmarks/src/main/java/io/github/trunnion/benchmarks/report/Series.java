package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a picture.
 *
 * @param name what is drawn
 * @param points its points, by x
 */
public record Series(String name, List<Point> points) {
    /** A point, with the range of its y. */
    public record Point(double x, double y, double low, double high) {}

    /** An empty line. */
    public Series(String name) {
        this(name, new ArrayList<>());
    }

    /** Adds a point. */
    public void add(double x, Figure y) {
        points.add(new Point(x, y.value(), y.low(), y.high()));
    }

    /**
     * The exponent of a power law through the points from some x on, by least squares of the
     * logarithms: 1 is linear. Not a number below two points.
     */
    public double slope(double fromX) {
        List<Point> fitted =
                points.stream().filter(p -> p.x >= fromX && p.x > 0 && p.y > 0).toList();
        double meanX = fitted.stream().mapToDouble(p -> Math.log(p.x)).average().orElse(Double.NaN);
        double meanY = fitted.stream().mapToDouble(p -> Math.log(p.y)).average().orElse(Double.NaN);
        double products = 0;
        double squares = 0;
        for (Point point : fitted) {
            double dx = Math.log(point.x) - meanX;
            products += dx * (Math.log(point.y) - meanY);
            squares += dx * dx;
        }
        return squares == 0 ? Double.NaN : products / squares;
    }
}
