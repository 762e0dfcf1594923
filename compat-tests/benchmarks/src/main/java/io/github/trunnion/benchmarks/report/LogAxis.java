package io.github.trunnion.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A logarithmic axis: values to pixels, and where to put ticks. */
final class LogAxis {
    private final double low;
    private final double high;
    private final double from;
    private final double to;

    /** From pixel to pixel; the range is widened to the next tick of 1, 2 or 5. */
    LogAxis(double least, double most, double from, double to) {
        this.low = tickBelow(least);
        this.high = Math.max(tickAbove(most), low * 2);
        this.from = from;
        this.to = to;
    }

    double at(double value) {
        return from + (to - from) * Math.log(value / low) / Math.log(high / low);
    }

    /** All ticks of 1, 2 and 5 if there are few decades, else the powers of ten. */
    List<Double> ticks() {
        boolean few = high / low <= 1_000;
        List<Double> ticks = new ArrayList<>();
        for (double power = Math.pow(10, Math.floor(Math.log10(low) + 1e-9));
                power <= high * 1.001;
                power *= 10) {
            for (double step : few ? new double[] {1, 2, 5} : new double[] {1}) {
                double tick = power * step;
                if (tick >= low * 0.999 && tick <= high * 1.001) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private static double tickBelow(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        double digits = value / power * 1.0001;
        return power * (digits >= 5 ? 5 : digits >= 2 ? 2 : 1);
    }

    private static double tickAbove(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        double digits = value / power * 0.9999;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }
}
