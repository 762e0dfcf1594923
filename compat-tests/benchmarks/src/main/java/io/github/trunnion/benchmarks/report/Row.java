package io.github.trunnion.benchmarks.report;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param section the part of the run that measured it
 * @param name what was measured, and against what if it is a ratio
 * @param figure the median and the range; unknown if it could not be measured
 * @param unit what it is measured in; "x" is a ratio
 * @param target what it should be, or null if nothing is asked of it
 * @param remark why it is unknown, or what should be known about it; empty if nothing
 */
public record Row(
        String section,
        String name,
        Figure figure,
        String unit,
        @Nullable Target target,
        String remark) {
    /** Without a target. */
    public static Row of(String section, String name, Figure figure, String unit) {
        return new Row(section, name, figure, unit, null, "");
    }

    /** With a target. */
    public static Row of(String section, String name, Figure figure, String unit, Target target) {
        return new Row(section, name, figure, unit, target, "");
    }

    /** What could not be measured here. */
    public static Row unknown(
            String section, String name, String unit, @Nullable Target target, String why) {
        return new Row(
                section, name, new Figure(Double.NaN, Double.NaN, Double.NaN), unit, target, why);
    }

    /** PASS, FALLS SHORT, NOT MEASURED, or nothing if nothing is asked. */
    public String verdict() {
        if (!figure.isKnown()) {
            return "NOT MEASURED";
        }
        if (target == null) {
            return "";
        }
        return target.isMetBy(figure.value()) ? "PASS" : "FALLS SHORT";
    }

    /** Three digits that count, without an exponent. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format =
                size >= 100
                        ? "%,.0f"
                        : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }
}
